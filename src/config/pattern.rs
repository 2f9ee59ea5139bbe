//! The grammar of layouts: where a set keeps its pages, in a line.
//!
//! A pattern is a path with placeholders: `{locale}` is the language tag,
//! `{path}` is any text, slashes included, and any other name, such as
//! `{version}`, is text without a slash. `docs/{locale}/{path}`,
//! `{path}.{locale}.md` and `i18n/{locale}/docs/{version}/{path}` are patterns.
//! A second pattern may say where the source's pages are; what its placeholders
//! stand for must be the same for pages to be of one topic.

use std::fmt;

/// Placeholders that a pattern may have: matching tries all ways to divide a path.
const MOST_PLACEHOLDERS: usize = 4;

/// A path with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Locale,
    /// Any text, slashes included.
    Path,
    /// Text without a slash.
    Named(String),
}

/// What the placeholders of a pattern stand for in a path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Captures<'p> {
    /// What `{locale}` stands for.
    pub locale: Option<&'p str>,
    /// The others in order, by name.
    pub others: Vec<(String, &'p str)>,
}

impl Pattern {
    /// Reads a pattern. Slashes at its ends do not matter.
    ///
    /// # Errors
    /// Says for people what is wrong with it.
    pub fn new(written: &str) -> Result<Pattern, String> {
        let trimmed = written.trim().trim_start_matches("./").trim_matches('/');
        let mut parts = Vec::new();
        let mut rest = trimmed;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or_else(|| format!("`{written}` has a `{{` without its `}}`"))?;
            if open > 0 {
                parts.push(Part::Literal(rest[..open].to_owned()));
            } else if matches!(parts.last(), Some(Part::Locale | Part::Path | Part::Named(_))) {
                return Err(format!("`{written}` has two placeholders without text between them"));
            }
            parts.push(match &rest[open + 1..open + close] {
                "locale" => Part::Locale,
                "path" => Part::Path,
                name if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
                    Part::Named(name.to_owned())
                }
                name => {
                    return Err(format!(
                        "`{{{name}}}` is no placeholder; write {{locale}}, {{path}} or a name in letters"
                    ));
                }
            });
            rest = &rest[open + close + 1..];
        }
        if rest.contains('}') {
            return Err(format!("`{written}` has a `}}` without its `{{`"));
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        let count = |wanted: &Part| parts.iter().filter(|part| *part == wanted).count();
        if count(&Part::Locale) > 1 || count(&Part::Path) > 1 {
            return Err(format!("`{written}` has a placeholder twice"));
        }
        if parts.iter().all(|part| matches!(part, Part::Literal(_) | Part::Locale)) {
            return Err(format!("`{written}` names no page; end it with {{path}}, as in docs/{{locale}}/{{path}}"));
        }
        if parts.iter().filter(|part| !matches!(part, Part::Literal(_))).count() > MOST_PLACEHOLDERS {
            return Err(format!("`{written}` has more than {MOST_PLACEHOLDERS} placeholders"));
        }
        Ok(Pattern { written: trimmed.to_owned(), parts })
    }

    /// Whether it says where the locale stands.
    pub fn has_locale(&self) -> bool {
        self.parts.contains(&Part::Locale)
    }

    /// The names of its placeholders but `locale`, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.parts.iter().filter_map(Part::name).collect();
        names.sort_unstable();
        names
    }

    /// What the placeholders stand for in `path`; `None` if the path is not of
    /// this form. `is_locale` tells which texts may stand for `{locale}`.
    pub fn captures<'p>(&self, path: &'p str, is_locale: &dyn Fn(&str) -> bool) -> Option<Captures<'p>> {
        let mut captures = Captures::default();
        matches(&self.parts, path, is_locale, &mut captures).then_some(captures)
    }

    /// The path that the placeholders make, without the locale: `docs/a.md` for
    /// `docs/{locale}/{path}`, and `a.md` for `{path}.{locale}.md`.
    pub fn without_locale(&self, captures: &Captures<'_>) -> String {
        let mut path = String::new();
        let mut parts = self.parts.iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Literal(text) => path.push_str(text),
                Part::Locale => {
                    // With the locale goes one of the signs around it.
                    let before = path.chars().next_back();
                    if let Some(Part::Literal(text)) = parts.peek() {
                        let after = text.chars().next();
                        let joint = |c: Option<char>| c.is_some_and(|c| matches!(c, '.' | '-' | '_' | '/'));
                        if joint(before)
                            && (joint(after) || after.is_none())
                            && !(before == Some('/') && after != Some('/'))
                        {
                            path.pop();
                        } else if path.is_empty() && joint(after) {
                            path.push_str(&text[1..]);
                            parts.next();
                        }
                    }
                }
                part => {
                    let name = part.name().unwrap_or_default();
                    path.push_str(captures.others.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text));
                }
            }
        }
        path
    }
}

impl Part {
    fn name(&self) -> Option<&str> {
        match self {
            Part::Path => Some("path"),
            Part::Named(name) => Some(name),
            Part::Literal(_) | Part::Locale => None,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

fn matches<'p>(parts: &[Part], path: &'p str, is_locale: &dyn Fn(&str) -> bool, captures: &mut Captures<'p>) -> bool {
    let Some((part, rest)) = parts.split_first() else { return path.is_empty() };
    if let Part::Literal(text) = part {
        return path.strip_prefix(text.as_str()).is_some_and(|path| matches(rest, path, is_locale, captures));
    }
    // The last placeholder takes all that is left; others the least that lets the rest follow.
    let within = if *part == Part::Path { path.len() } else { path.find('/').unwrap_or(path.len()) };
    let ends: Box<dyn Iterator<Item = usize>> = match rest {
        [] => Box::new(std::iter::once(path.len()).filter(move |&end| end <= within)),
        [Part::Literal(text), ..] => {
            Box::new(path.match_indices(text.as_str()).map(|(at, _)| at).filter(move |&at| at <= within))
        }
        _ => return false,
    };
    for end in ends.filter(|&end| end > 0) {
        let text = &path[..end];
        if *part == Part::Locale && !is_locale(text) {
            continue;
        }
        let before = captures.others.len();
        if matches(rest, &path[end..], is_locale, captures) {
            match part.name() {
                Some(name) => captures.others.insert(before, (name.to_owned(), text)),
                None => captures.locale = Some(text),
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_a_path_apart_and_puts_it_together() {
        let check = |pattern: &str, path: &str, expected: Option<(&str, &str)>| {
            let pattern = Pattern::new(pattern).unwrap();
            let captures = pattern.captures(path, &|text| matches!(text, "fr" | "zh-CN"));
            let found =
                captures.map(|captures| (captures.locale.unwrap_or("-").to_owned(), pattern.without_locale(&captures)));
            let expected = expected.map(|(locale, path)| (locale.to_owned(), path.to_owned()));
            assert_eq!(found, expected, "{pattern} {path}");
        };
        check("docs/{locale}/{path}", "docs/fr/a/b.md", Some(("fr", "docs/a/b.md")));
        check("docs/{locale}/{path}", "docs/it/a/b.md", None);
        check("docs/{locale}/{path}", "docs/fr/", None);
        check("docs/{locale}/docs/{path}", "docs/fr/docs/b.md", Some(("fr", "docs/docs/b.md")));
        check("{locale}/{path}", "zh-CN/b.md", Some(("zh-CN", "b.md")));
        check("{path}.{locale}.md", "a/b.c.fr.md", Some(("fr", "a/b.c.md")));
        check("{path}_{locale}.md", "a_fr/b_fr.md", Some(("fr", "a_fr/b.md")));
        check("pages.{locale}/{path}", "pages.fr/a.md", Some(("fr", "pages/a.md")));
        check("{locale}.docs/{path}", "fr.docs/a.md", Some(("fr", "docs/a.md")));
        check("i18n/{locale}/{version}/{path}", "i18n/fr/v1/a/b.md", Some(("fr", "i18n/v1/a/b.md")));
        check("{path}/{locale}/{name}.md", "fr/x/fr/y.md", Some(("fr", "fr/x/y.md")));
        check("docs/{path}", "docs/a.md", Some(("-", "docs/a.md")));
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let check = |pattern: &str, expected: &str| assert_eq!(Pattern::new(pattern).unwrap_err(), expected);
        check("docs/{locale", "`docs/{locale` has a `{` without its `}`");
        check("docs/locale}", "`docs/locale}` has a `}` without its `{`");
        check("docs/{}/{path}", "`{}` is no placeholder; write {locale}, {path} or a name in letters");
        check("{locale}{path}", "`{locale}{path}` has two placeholders without text between them");
        check("{path}/{path}", "`{path}/{path}` has a placeholder twice");
        check("docs/{locale}", "`docs/{locale}` names no page; end it with {path}, as in docs/{locale}/{path}");
        check("docs", "`docs` names no page; end it with {path}, as in docs/{locale}/{path}");
    }

    #[test]
    fn no_pattern_and_no_path_makes_it_panic() {
        proptest::proptest!(|(pattern in "[{}a-c./é-]{0,20}|([a./]{0,3}\\{(locale|path|x)\\}){1,4}", path in "[a-c./é-]{0,30}")| {
            if let Ok(pattern) = Pattern::new(&pattern)
                && let Some(captures) = pattern.captures(&path, &|_| true)
            {
                let _ = pattern.without_locale(&captures);
            }
        });
    }
}
