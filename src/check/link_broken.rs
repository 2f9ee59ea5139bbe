use super::{Draft, PageContext, Place, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a link to a page that the set has, but not in the locale of the linking page.
    /// Always a note: most sets are translated in part, and show the source's page there.
    ///
    /// ## Why it matters
    /// The reader lands in another language, or on an error page.
    ///
    /// ## Example
    /// - en-US: "[Setup](lync-server-2013-set-up.md)", with a page of that name
    /// - zh-TW: "[設定](lync-server-2013-set-up.md)", and no such page in zh-TW
    ///
    /// ## Not reported
    /// Links to pages that no locale of the set has, since nothing tells whether they are
    /// elsewhere; links out of the set. A link to a place in a page is `anchor-broken`.
    "link-broken", Link, Scope::Page(run)
}

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    if context.is_source {
        return;
    }
    let view = context.view;
    for claim in view.claims.iter().filter(|claim| claim.kind == ClaimKind::Link) {
        let Some(target) = claim.inline.and_then(|inline| context.links.get(&inline)) else { continue };
        if target.in_locale {
            continue;
        }
        let span = view.span_of(claim);
        let destination = view.page.slice(span);
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Note,
            confidence: 0.9,
            claim: None,
            source: None,
            target: Some(Place::of(span)),
            message: format!("`{destination}` has no page in {}", view.page.locale),
        });
    }
}
