use super::{Draft, PageContext, Place, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a link to a page that the set has in no locale, or not in the locale
    /// of the linking page.
    ///
    /// ## Why it matters
    /// The reader lands on an error page, or in another language.
    ///
    /// ## Example
    /// - en-US: "[Setup](lync-server-2013-set-up.md)", with a page of that name
    /// - zh-TW: "[設定](lync-server-2013-set-up.md)", and no such page in zh-TW
    ///
    /// ## Not reported
    /// Links that are broken in the source as well; links out of the set.
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
