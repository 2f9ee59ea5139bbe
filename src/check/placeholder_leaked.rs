use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};
use crate::page::{BlockKind, InlineKind, TextRange};

check! {
    /// ## What it does
    /// Reports a placeholder of a translation tool, or a tag of its makers, that was left
    /// in the text.
    ///
    /// ## Why it matters
    /// What it stood for, a name, a link or a heading, is lost, and readers see `__PH0__`.
    ///
    /// ## Example
    /// - en-US: "Restart the **listener** service"
    /// - zh-CN: "重新启动 **\_\_PH0\_\_** 服务"
    ///
    /// ## Not reported
    /// What the source page says as well, code, and names of the same shape: `{0}` in a
    /// text about format strings. In headings also a lone `A0`, and a bracketed tag such
    /// as `[D12 to D14]` where the heading of the source has no brackets.
    "placeholder-leaked", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    let page = &pair.target.page;
    let signs = Signs::of(&page.text);
    // Whether the source has it, too.
    let mut known: FxHashMap<&str, bool> = FxHashMap::default();
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair()) {
        for block in &page.blocks[bead.target_range()] {
            let text = page.block_text(block);
            let is_heading = matches!(block.kind, BlockKind::Heading(_));
            let has_signs = block.kind != BlockKind::Code && signs.are_in(text);
            if !has_signs && !is_heading {
                continue;
            }
            let in_code = |range: &Range<usize>| pair.target.stands_in(place(block.text, range), &[InlineKind::Code]);
            let mut found: Vec<Range<usize>> = if has_signs { placeholders(text) } else { Vec::new() };
            if is_heading {
                found.extend(tag(text, pair.source.text_of_blocks(bead.source_range())));
            }
            for range in found.into_iter().filter(|range| !in_code(range)) {
                let leaked = &text[range.clone()];
                let in_source = || pair.source.page.source.contains(leaked);
                if *known.entry(leaked).or_insert_with(in_source) {
                    continue;
                }
                drafts.push(Draft {
                    change: Change::Extra,
                    severity: Severity::Warning,
                    confidence: 0.9,
                    claim: None,
                    source: Some(Place::absent(pair.source_place(bead.source_range()))),
                    target: Some(Place::of(page.span(place(block.text, &range)))),
                    message: format!("`{leaked}` is not in the source and looks like a placeholder that was left"),
                });
            }
        }
    }
}

fn place(block: TextRange, range: &Range<usize>) -> TextRange {
    TextRange { start: block.start + range.start as u32, end: block.start + range.end as u32 }
}

/// What placeholders begin with, as far as a page has it.
#[derive(Debug, Clone, Copy)]
struct Signs {
    /// Braces or underscores.
    ascii: bool,
    /// Characters that stand for an object or for none.
    objects: bool,
}

impl Signs {
    /// The first two bytes of `\u{fffc}` and `\u{fffd}`, which few other characters begin with.
    const OBJECT: &[u8] = b"\xef\xbf";

    fn of(text: &str) -> Signs {
        let bytes = text.as_bytes();
        Signs {
            ascii: memchr::memchr2(b'{', b'_', bytes).is_some(),
            objects: memchr::memmem::find(bytes, Signs::OBJECT).is_some(),
        }
    }

    /// Whether a text of the page has one of them.
    fn are_in(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.ascii && memchr::memchr2(b'{', b'_', bytes).is_some()
            || self.objects && memchr::memmem::find(bytes, Signs::OBJECT).is_some()
    }
}

/// The longest placeholder, in bytes.
const LONGEST: usize = 24;

/// `{0}`, `{{1}}`, `__PH0__`, and characters that stand for an object or for none.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '_', '\u{fffc}', '\u{fffd}']) {
        let start = at + next;
        let rest = &text[start..];
        let length = match rest.as_bytes()[0] {
            b'{' => braces(rest),
            b'_' => underscores(rest),
            _ => Some('\u{fffd}'.len_utf8()),
        };
        found.extend(length.map(|length| start..start + length));
        let first = &rest[..rest.chars().next().map_or(1, char::len_utf8)];
        at = start + length.unwrap_or_else(|| rest.len() - rest.trim_start_matches(first).len());
    }
    found
}

/// The length of `{0}` or `{{1}}` at the begin of a text.
fn braces(text: &str) -> Option<usize> {
    let inner = text.trim_start_matches('{');
    let open = text.len() - inner.len();
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let is_closed = (1..=2).contains(&open) && (1..=3).contains(&digits) && inner[digits..].starts_with(&"}}"[..open]);
    is_closed.then_some(open + digits + open)
}

/// The length of `__PH0__` at the begin of a text: capitals and then digits.
fn underscores(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("__")?;
    let end = inner.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-')?;
    let name = &inner[..end];
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let is_name = letters > 0 && letters < name.len() && name[letters..].bytes().all(|byte| byte.is_ascii_digit());
    (is_name && inner[end..].starts_with("__")).then_some(end + 4)
}

/// What is no heading's text: `A0` alone, or a tag in brackets at its end where the source has no brackets.
fn tag(text: &str, source: &str) -> Option<Range<usize>> {
    let trimmed = text.trim();
    let capitals = trimmed.bytes().take_while(u8::is_ascii_uppercase).count();
    let is_mark = (1..=2).contains(&capitals)
        && (capitals + 1..=capitals + 3).contains(&trimmed.len())
        && trimmed[capitals..].bytes().all(|byte| byte.is_ascii_digit());
    if is_mark && source.trim() != trimmed {
        let start = text.len() - text.trim_start().len();
        return Some(start..start + trimmed.len());
    }
    let start = text.find('[').filter(|_| trimmed.ends_with(']') && !source.contains(['[', '【', '(']))?;
    // A tag is about versions of the makers: words with digits.
    let range = start..text.trim_end().len();
    let inner = &text[range.start + 1..range.end - 1];
    (inner.len() <= LONGEST && start > 0 && inner.bytes().any(|byte| byte.is_ascii_digit())).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_by_their_shape() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = placeholders(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("在 {0} 上运行 {{12}}", &["{0}", "{{12}}"]);
        check("重启 __PH0__ 与 __AB12__", &["__PH0__", "__AB12__"]);
        check("__init__ and __PH__ and {name} and {0", &[]);
        check("x\u{fffc}y", &["\u{fffc}"]);
        check("{{{1}}} ___PH1__", &[]);
    }

    #[test]
    fn headings_hold_no_tags() {
        let check = |text: &str, source: &str, expected: Option<&str>| {
            assert_eq!(tag(text, source).map(|range| &text[range]), expected, "{text}");
        };
        check("A0", "Overview", Some("A0"));
        check("H1", "H1", None);
        check("Étape 2 : terminer [D12 vers D14]", "Step 2: finish", Some("[D12 vers D14]"));
        check("Étape 2 [facultatif]", "Step 2 (optional)", None);
        check("Étape 2 [facultatif]", "Step 2", None);
    }
}
