use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a product version that the translation names and the source does not,
    /// in the sentence or block where it stands.
    ///
    /// ## Why it matters
    /// The translation promises a version that the source does not speak of, often one
    /// that an older source named.
    ///
    /// ## Example
    /// - en-US: "from a SharePoint page"
    /// - zh-CN: "从 Microsoft **SharePoint Server 2010** 页面"
    ///
    /// ## Not reported
    /// A version that the source names elsewhere in the same section is a note; so is
    /// the product that the page is about.
    "version-extra", Version, Scope::Difference { kinds: &[ClaimKind::Version], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() && difference.difference.standing != Standing::Nowhere {
        return None;
    }
    let severity = match difference.difference.standing {
        _ if is_of_title(difference) => Severity::Note,
        _ if difference.is_subject() || difference.in_link_text() => Severity::Note,
        Standing::InSection | Standing::InBlock => Severity::Note,
        _ => Severity::Warning,
    };
    let value = difference.target_value();
    let message = match difference.source_claim() {
        Some(_) => format!("`{}` became `{value}`: the source names no version", difference.source_value()),
        None => format!("`{value}` is not in the source"),
    };
    Some(difference.draft(severity, message))
}

/// Whether the title of the source's page names the product and the version: "Moving to Kit v4"
/// is about what "Kit 4.0" is.
fn is_of_title(difference: &DifferenceContext<'_>) -> bool {
    let Some((product, number)) = difference.target_value().rsplit_once(' ') else { return false };
    let title = difference.pair.source.page.front_matter.value(&["title"]).unwrap_or_default();
    let bare = |number: &str| {
        let number = number.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        number.strip_prefix(['v', 'V']).unwrap_or(number).trim_end_matches(".0").to_owned()
    };
    let behind =
        title.match_indices(product).filter_map(|(at, _)| title[at + product.len()..].split_whitespace().next());
    behind.into_iter().any(|word| bare(word) == bare(number))
}

#[cfg(test)]
mod tests {
    use crate::check::told;

    #[test]
    fn the_version_that_the_title_names_is_a_note() {
        let check = |title: &str, expected: &[&str]| {
            let source = format!("---\ntitle: {title}\n---\n\nThe loader reads each file before the pages are built.");
            let target = format!(
                "---\ntitle: {title}\n---\n\nLe chargeur de Kit 4.0 lit chaque fichier avant la construction des pages."
            );
            assert_eq!(told::of(&source, "fr-FR", &target), expected, "{title}");
        };
        check("Kit v4", &["version-extra Note: `Kit 4.0` is not in the source"]);
        check("Kit v3", &["version-extra Warning: `Kit 4.0` is not in the source"]);
        check("Tools v4", &["version-extra Warning: `Kit 4.0` is not in the source"]);
    }
}
