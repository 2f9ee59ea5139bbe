//! Product versions: "Exchange Server 2010 SP1", "Windows 7", "TLS 1.2".
//!
//! A product of the catalogue is found at each word that can begin one, also
//! where it is glued to the word before ("frontauxLync") or to Chinese text.
//! Behind it stands its version, perhaps with R2, a service pack or a cumulative
//! update, perhaps followed by further versions of the same product ("2010,
//! 2013 or 2016"). A product without a version is a claim too, a soft one: its
//! absence alone is never reported, but "SharePoint" that became "SharePoint
//! Server 2010" or "Exchange" is.
//!
//! Products that no catalogue knows are read where a name is followed by a
//! dotted number: "Kubernetes 1.29".
//!
//! Where a language writes a comma before decimals, the versions of the catalogue's
//! products may have one, too: "PowerShell 3,0" is PowerShell 3.0.

use std::fmt::Write as _;
use std::ops::Range;

use super::catalogue::{Catalogue, Mention, Product};
use super::word::{Word, is_space};
use super::{ClaimKind, Sink};

/// The subject of a service pack that stands apart from its product.
pub(crate) const SERVICE_PACK_SUBJECT: &str = "SP";

/// Words that may join the versions of a list, in all languages.
const LIST_WORDS: &[&str] = &[
    "or",
    "and",
    "and/or",
    "et/ou",
    "ou",
    "et",
    "und",
    "oder",
    "o",
    "y",
    "e",
    "或",
    "和",
    "及",
    "与",
    "與",
    "以及",
    "還是",
    "または",
    "および",
    "и",
    "или",
];

/// Signs that may join the versions of a list.
const JOINING_SIGNS: &[&str] = &[",", "，", "、", "/", "／"];

/// Words that may stand between a product and its version, in all languages.
const VERSION_WORDS: &[&str] = &["version", "versions", "Version", "Versions", "版本", "版", "バージョン", "v"];

/// Words that may stand between a version and its service pack.
const WITH_WORDS: &[&str] = &[
    "with", "avec", "mit", "con", "com", "(含", "（含", "含", "包含", "具有", "带", "帶", "附", "搭載", "및", "с", "(",
    "（", ",", "，", "、",
];

/// How a service pack is called, in all languages.
const SERVICE_PACK: &[&str] = &["SP", "Service Pack"];

/// How a cumulative update is called, in all languages.
const CUMULATIVE_UPDATE: &[&str] = &[
    "CU",
    "Cumulative Update",
    "Cumulative update",
    "累积更新",
    "累計更新",
    "累積更新",
    "mise à jour cumulative",
    "Mise à jour cumulative",
    "累積的な更新プログラム",
];

/// Words before a dotted number that are no product's name.
const NO_PRODUCT: &[&str] = &[
    "Version", "Release", "Section", "Figure", "Table", "Step", "Chapter", "Appendix", "Example", "Port", "Page",
    "Build", "Update", "Part", "Level",
];

/// Extracts the versions of a block. `words` are the block's words, and `mark` is what
/// the page's language writes before decimals; what is found is added to `taken`, in order.
pub(super) fn extract(
    text: &str,
    words: &[Word],
    mark: Option<char>,
    taken: &mut Vec<Range<usize>>,
    sink: &mut Sink<'_>,
) {
    let has_comma = mark == Some(',');
    let catalogue = Catalogue::built_in();
    let mut value = String::new();
    let mut done = 0;
    for (index, word) in words.iter().enumerate() {
        if (word.start as usize) < done {
            continue;
        }
        if word.shape.is_plain() {
            let goes_on =
                word.end - word.start <= 10 && words.get(index + 1).is_some_and(|next| !next.shape.is_plain());
            if goes_on && let Some(mention) = catalogue.other_case(text, word.start as usize, word.end as usize) {
                done = product(text, mention, done, has_comma, taken, sink, &mut value);
            }
            continue;
        }
        if let Some(end) = service_pack(text, *word, taken, sink, &mut value) {
            done = end;
            continue;
        }
        match mention(catalogue, text, *word) {
            Some(mention) => done = product(text, mention, done, has_comma, taken, sink, &mut value),
            None => {
                if let Some(end) = generic(text, words, index, taken, sink, &mut value) {
                    done = end;
                }
            }
        }
    }
}

fn mention<'c>(catalogue: &'c Catalogue, text: &str, word: Word) -> Option<Mention<'c>> {
    let range = word.range();
    if text.as_bytes()[range.start].is_ascii_digit() {
        return catalogue.mention_before(text, range.start);
    }
    if let Some(mention) = catalogue.mention(text, range.start, range.end) {
        return Some(mention);
    }
    if word.shape.is_capitalised() {
        return None;
    }
    if !word.shape.has_lower() && word.shape.is_simple() && !word.shape.has_digit() {
        return catalogue.other_case(text, range.start, range.end);
    }
    let bytes = &text.as_bytes()[range.clone()];
    // "Lync2013", "Exchange/Lync": the name ends inside the word.
    if word.shape.has_digit() || word.shape.has_join() || word.shape.has_hyphen() {
        let split = bytes.iter().position(|byte| !byte.is_ascii_alphabetic())?;
        let rest = bytes[split];
        if split > 0 && (rest.is_ascii_digit() || rest == b'/') {
            return catalogue
                .mention(text, range.start, range.start + split)
                .filter(|mention| mention.end <= range.end);
        }
        return None;
    }
    // "frontauxLync": the name begins inside the word.
    let hump =
        (1..bytes.len()).rev().find(|&at| bytes[at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase())?;
    catalogue.mention(text, range.start + hump, range.end)
}

/// Reads what stands behind a product's name, and a service pack or an update before it that
/// does not belong to what ends at `done`; gives the offset where reading goes on.
fn product(
    text: &str,
    mention: Mention<'_>,
    done: usize,
    has_comma: bool,
    taken: &mut Vec<Range<usize>>,
    sink: &mut Sink<'_>,
    value: &mut String,
) -> usize {
    let Some(first) = version_at(text, behind_name(text, mention.end), mention.product, has_comma) else {
        if mention.product.counts_bare() {
            let name = &mention.product.name;
            sink.push_soft(ClaimKind::Version, mention.start..mention.end, name, name);
        }
        taken.push(mention.start..mention.end);
        return mention.end;
    };
    let mut first = first;
    let mut start = mention.start;
    let is_free = |(before, _): &(usize, &str)| *before >= done;
    if let Some((before, number)) = service_pack_before(text, mention.start).filter(is_free) {
        first.service_pack = first.service_pack.or(Some(number));
        start = before;
    } else if let Some((before, number)) = update_before(text, mention.start).filter(is_free) {
        first.update = first.update.or(Some(number));
        start = before;
    }
    push(text, mention.product, &first, start, taken, sink, value);
    let mut end = first.end;
    while let Some(next) = next_in_list(text, end, &first, mention.product, has_comma) {
        push(text, mention.product, &next, next.start, taken, sink, value);
        end = next.end;
    }
    end
}

/// A version with what stands behind it.
#[derive(Debug, Clone)]
struct Version<'t> {
    start: usize,
    /// "2008", "7", "4.5", "XP"
    number: &'t str,
    r2: bool,
    service_pack: Option<&'t str>,
    update: Option<&'t str>,
    end: usize,
}

fn push(
    text: &str,
    product: &Product,
    version: &Version<'_>,
    start: usize,
    taken: &mut Vec<Range<usize>>,
    sink: &mut Sink<'_>,
    value: &mut String,
) {
    debug_assert!(text.is_char_boundary(start));
    // "Windows 2008 R2" is what people write for Windows Server 2008 R2.
    let is_server = product.name == "Windows"
        && version.number.len() == 4
        && version.number >= "2003"
        && version.number.starts_with('2');
    let name = if is_server { "Windows Server" } else { &product.name };
    value.clear();
    value.push_str(name);
    value.push(' ');
    value.extend(version.number.chars().map(|character| if character == ',' { '.' } else { character }));
    if version.r2 {
        value.push_str(" R2");
    }
    if let Some(number) = version.service_pack {
        let _ = write!(value, " SP{number}");
    }
    if let Some(number) = version.update {
        let _ = write!(value, " CU{number}");
    }
    sink.push(ClaimKind::Version, start..version.end, value, name);
    taken.push(start..version.end);
}

/// Skips white space, a closing bracket ("(IIS) 7.5") and a version word.
fn behind_name(text: &str, end: usize) -> usize {
    let mut rest = text[end..].trim_start();
    rest = rest.strip_prefix(')').map_or(rest, str::trim_start);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return text.len() - rest.len();
    }
    for word in VERSION_WORDS {
        if let Some(after) = rest.strip_prefix(word)
            && after.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            rest = after.trim_start();
            break;
        }
    }
    text.len() - rest.len()
}

fn version_at<'t>(text: &'t str, at: usize, product: &Product, has_comma: bool) -> Option<Version<'t>> {
    let rest = &text[at..];
    let number = version_number(rest, product, has_comma)?;
    let mut version =
        Version { start: at, number, r2: false, service_pack: None, update: None, end: at + number.len() };
    let behind = text[version.end..].trim_start();
    if let Some(after) = behind.strip_prefix("R2").or_else(|| behind.strip_prefix("r2"))
        && !after.starts_with(|c: char| c.is_ascii_digit())
    {
        version.r2 = true;
        version.end = text.len() - after.len();
    }
    if let Some((digits, end)) = numbered(text, version.end, SERVICE_PACK) {
        version.service_pack = Some(digits);
        version.end = end;
        // "Service Pack 1 (SP1)"
        if let Some((_, end)) = numbered(text, version.end, SERVICE_PACK).filter(|(again, _)| *again == digits) {
            version.end = end;
        }
    }
    if let Some((digits, end)) = numbered(text, version.end, CUMULATIVE_UPDATE) {
        version.update = Some(digits);
        version.end = end;
    }
    Some(version)
}

fn version_number<'t>(rest: &'t str, product: &Product, has_comma: bool) -> Option<&'t str> {
    let bytes = rest.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return product.named_versions().find_map(|name| {
            let head = rest.get(..name.len())?;
            (head == name && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
                .then_some(head)
        });
    }
    let mut end = digits;
    let run = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    while let Some(mark) = bytes.get(end) {
        let next = run(end + 1);
        // "4,5", but not "2010,2013".
        let is_decimal = *mark == b',' && has_comma && end == digits && digits <= 2 && next <= 2;
        if next == 0 || !(*mark == b'.' || is_decimal) {
            break;
        }
        end += 1 + next;
    }
    let dotted = end > digits;
    // "Firefox 12.x"
    if rest[end..].starts_with(".x") || rest[end..].starts_with(".X") {
        end += 2;
    }
    let number = &rest[..end];
    let behind = &rest[end..];
    let next = behind.bytes().next();
    // "2008R2" goes on; "12px", "10%", "7-zip" and "2013-07-01" are no versions.
    let goes_on = next.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'%' | b'_'));
    if goes_on && !behind.starts_with("R2") && !behind.starts_with("SP") {
        return None;
    }
    if behind.starts_with('-') && behind[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if is_year(number) {
        return product.has_years().then_some(number);
    }
    if product.named_versions().any(|name| name == number) {
        return Some(number);
    }
    // "Internet Explorer 10, 32-bit": the bits are no version.
    let bits = behind.trim_start_matches(['-', ' ', '\u{a0}']);
    let is_bits = ["bit", "Bit", "位元"].iter().any(|bit| bits.starts_with(bit))
        || bits.strip_prefix('位').is_some_and(|after| !after.starts_with(['址', '置', '於', '于', '元']));
    let plausible = digits <= 2 && !is_bits && (dotted || product.takes_integer(number));
    (plausible && product.has_numbers()).then_some(number)
}

/// Whether a number has a mark before decimals, of whatever kind.
fn is_dotted(number: &str) -> bool {
    number.contains(['.', ','])
}

fn is_year(number: &str) -> bool {
    number.len() == 4
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (number.starts_with("20") || number.starts_with("199"))
}

/// Reads ` SP1`, ` with SP1`, ` (SP1)`, `（含 Service Pack 1）` and the like behind `at`.
fn numbered<'t>(text: &'t str, at: usize, names: &[&str]) -> Option<(&'t str, usize)> {
    let mut rest = text[at..].trim_start();
    if !MAY_NUMBER[usize::from(*rest.as_bytes().first()?)] {
        return None;
    }
    let opened = rest.starts_with(['(', '（']);
    for word in WITH_WORDS {
        if let Some(after) = rest.strip_prefix(word) {
            rest = after.trim_start();
            break;
        }
    }
    // "with the Service Pack 1", "with Service Pack (SP) 1" are too rare to matter.
    for name in names {
        let Some(head) = rest.get(..name.len()) else { continue };
        let same = head == *name || name.len() > 2 && is_same_name(head, name);
        if !same {
            continue;
        }
        let after = rest[name.len()..].trim_start();
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 2 || after[digits..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let mut end = text.len() - after.len() + digits;
        if opened && text[end..].starts_with([')', '）']) {
            end += text[end..].chars().next().map_or(0, char::len_utf8);
        }
        return Some((&after[..digits], end));
    }
    None
}

/// Whether a text is a name in other letter case or with other spaces.
fn is_same_name(text: &str, name: &str) -> bool {
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    first(text) == first(name) && text.replace('\u{a0}', " ").eq_ignore_ascii_case(name)
}

/// What stands behind most versions begins with none of these.
const MAY_NUMBER: [bool; 256] = first_bytes([WITH_WORDS, SERVICE_PACK, CUMULATIVE_UPDATE]);

/// What joins two versions begins with one of these.
const MAY_JOIN: [bool; 256] = first_bytes([LIST_WORDS, JOINING_SIGNS, &[]]);

/// The bytes that the words of some lists begin with, in either letter case.
const fn first_bytes(lists: [&[&str]; 3]) -> [bool; 256] {
    let mut first = [false; 256];
    let mut list = 0;
    while list < lists.len() {
        let mut word = 0;
        while word < lists[list].len() {
            let byte = lists[list][word].as_bytes()[0];
            first[byte.to_ascii_lowercase() as usize] = true;
            first[byte.to_ascii_uppercase() as usize] = true;
            word += 1;
        }
        list += 1;
    }
    first
}

/// Reads "具有 SP1 的 " before a product's name.
fn service_pack_before(text: &str, start: usize) -> Option<(usize, &str)> {
    let before = text[..start].trim_end().strip_suffix('的')?.trim_end();
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let (head, number) = before.split_at(before.len() - digits);
    let head = head.trim_end();
    let head = head.strip_suffix("SP").or_else(|| head.strip_suffix("Service Pack"))?;
    (!is_without(head)).then_some((head.len(), number))
}

/// Whether a text ends with a word that takes away what follows: "没有 SP1 的 …".
fn is_without(text: &str) -> bool {
    const WITHOUT: &[&str] =
        &["没有", "沒有", "不含", "不具", "不具有", "不带", "不帶", "无", "無", "未安装", "未安裝"];
    let text = text.trim_end();
    WITHOUT.iter().any(|word| text.ends_with(word))
}

/// Reads "mise à jour cumulative 2 de " before a product's name.
fn update_before(text: &str, start: usize) -> Option<(usize, &str)> {
    const LINKS: &[&str] = &["pour", "de", "for", "to"];
    let before = text[..start].trim_end();
    let before = LINKS.iter().find_map(|link| before.strip_suffix(link))?.trim_end();
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let (head, number) = before.split_at(before.len() - digits);
    let head = head.trim_end();
    let name = CUMULATIVE_UPDATE.iter().find_map(|name| head.strip_suffix(name))?;
    Some((name.len(), number))
}

/// The next version of a list such as "2010, 2013 or 2016".
fn next_in_list<'t>(
    text: &'t str,
    end: usize,
    first: &Version<'_>,
    product: &Product,
    has_comma: bool,
) -> Option<Version<'t>> {
    let mut rest = text[end..].trim_start();
    if !MAY_JOIN[usize::from(*rest.as_bytes().first()?)] {
        return None;
    }
    let mut joined = false;
    if let Some(after) = JOINING_SIGNS.iter().find_map(|sign| rest.strip_prefix(sign)) {
        rest = after.trim_start();
        joined = true;
    }
    for word in LIST_WORDS {
        if let Some(after) = rest.strip_prefix(word) {
            let spaced = after.starts_with(char::is_whitespace) || !word.is_ascii();
            if spaced {
                rest = after.trim_start();
                joined = true;
                break;
            }
        }
    }
    if !joined {
        return None;
    }
    let at = text.len() - rest.len();
    let next = version_at(text, at, product, has_comma)?;
    let same_style = is_year(next.number) == is_year(first.number) && is_dotted(next.number) == is_dotted(first.number);
    let known =
        is_year(next.number) || is_dotted(next.number) || product.named_versions().any(|name| name == next.number);
    let plausible = known || !text[next.end..].trim_start().starts_with(|c: char| c.is_alphanumeric() && c.is_ascii());
    (same_style && plausible).then_some(next)
}

/// A service pack that stands apart from its product: "install SP1".
fn service_pack(
    text: &str,
    word: Word,
    taken: &mut Vec<Range<usize>>,
    sink: &mut Sink<'_>,
    value: &mut String,
) -> Option<usize> {
    let name = word.of(text);
    if !(name.starts_with("SP") || name == "Service") {
        return None;
    }
    let start = word.start as usize;
    let (number, end) = numbered(text, start, SERVICE_PACK)?;
    // "具有 SP1 的 Windows Server 2008 R2" is read with its product.
    let names_product = text[end..].trim_start_matches([' ', ')', '）']).starts_with('的');
    if names_product && !is_without(&text[..start]) {
        return None;
    }
    value.clear();
    let _ = write!(value, "SP{number}");
    sink.push(ClaimKind::Version, start..end, value, SERVICE_PACK_SUBJECT);
    taken.push(start..end);
    Some(end)
}

/// "Kubernetes 1.29": a name that no catalogue knows, before a dotted number.
fn generic(
    text: &str,
    words: &[Word],
    index: usize,
    taken: &mut Vec<Range<usize>>,
    sink: &mut Sink<'_>,
    value: &mut String,
) -> Option<usize> {
    let word = words[index];
    let next = *words.get(index + 1)?;
    if !next.shape.has_digit() || !word.shape.has_upper() || word.shape.has_accent() {
        return None;
    }
    let name = word.of(text);
    let number = next.of(text);
    let number = number.strip_prefix('v').unwrap_or(number);
    let is_dotted = number.contains('.')
        && number
            .split('.')
            .all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_address = number.split('.').count() == 4;
    let is_runtime = name.ends_with(".js") && number.bytes().all(|byte| byte.is_ascii_digit());
    let gap = &text[word.end as usize..next.start as usize];
    let is_name = word.shape.is_simple() || is_runtime;
    if !(is_dotted && !is_address || is_runtime)
        || !is_name
        || gap.is_empty()
        || !is_space(gap)
        || NO_PRODUCT.contains(&name)
    {
        return None;
    }
    // A capitalised word that begins a sentence is more likely a word than a name.
    let begins_sentence = text[..word.start as usize].trim_end().is_empty()
        || text[..word.start as usize].trim_end().ends_with(['.', '。', ':', '：']);
    if begins_sentence && word.shape.is_capitalised() {
        return None;
    }
    value.clear();
    let _ = write!(value, "{name} {number}");
    let range = word.start as usize..next.end as usize;
    sink.push(ClaimKind::Version, range.clone(), value, name);
    taken.push(range.clone());
    Some(range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Values, word};

    fn check(text: &str, expected: &[&str]) {
        check_with(None, text, expected);
    }

    fn check_with(mark: Option<char>, text: &str, expected: &[&str]) {
        let (mut values, mut claims, mut words, mut taken) = (Values::default(), Vec::new(), Vec::new(), Vec::new());
        word::words(text, &mut words);
        extract(text, &words, mark, &mut taken, &mut Sink::new(&mut values, &mut claims, 0, 0));
        let found: Vec<&str> = claims.iter().map(|claim| values.text(claim.value)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn products_with_versions() {
        check("Microsoft Exchange Server 2013 and Exchange 2016", &["Exchange Server 2013", "Exchange Server 2016"]);
        check(
            "Exchange 2010, 2013, or 2016",
            &["Exchange Server 2010", "Exchange Server 2013", "Exchange Server 2016"],
        );
        check("Windows Server\u{a0}2008\u{a0}R2 avec SP1", &["Windows Server 2008 R2 SP1"]);
        check("Windows Server 2008 R2 Service Pack 1 (SP1)", &["Windows Server 2008 R2 SP1"]);
        check("具有 SP1 的 Windows Server 2008 R2", &["Windows Server 2008 R2 SP1"]);
        check("le Office Communications Server 2007 R2serveur de médiation", &["Office Communications Server 2007 R2"]);
        check("Office Communications Server 2007 R2群聊", &["Office Communications Server 2007 R2"]);
        check(
            "Windows 2008 R2, Windows 7, 8, or 10",
            &["Windows Server 2008 R2", "Windows 7", "Windows 8", "Windows 10"],
        );
        check("Internet Explorer 10, 32-bit", &["Internet Explorer 10"]);
        check("Internet Information Services (IIS) 7.5", &["Internet Information Services 7.5"]);
        check("les serveurs frontauxLync Server 2010", &["Lync Server 2010"]);
        check("与SharePoint Server 2010集成", &["SharePoint Server 2010"]);
        check(
            "从实时通信服务器2005 SP1 迁移到 Office 通信服务器 2007",
            &["Live Communications Server 2005 SP1", "Office Communications Server 2007"],
        );
        check("商務用 Skype Server 2015", &["Skype for Business Server 2015"]);
        check("TLS 1.2, 1.1, and 1.0", &["TLS 1.2", "TLS 1.1", "TLS 1.0"]);
        check("Windows XP and .NET Framework 4.5", &["Windows XP", ".NET Framework 4.5"]);
        check("Exchange Server 2013-07-01", &["Exchange Server"]);
        check("早于 EXCHANGE 2010 SP1 的 exchange 2007", &["Exchange Server 2010 SP1", "Exchange Server 2007"]);
        check("在 windows Server 2003 上使用 SP2", &["Windows Server 2003", "SP2"]);
        check("Service Pack 1 of the operating system", &["SP1"]);
        check("没有 SP1 的 Windows Server 2008", &["SP1", "Windows Server 2008"]);
    }

    #[test]
    fn versions_with_a_decimal_comma() {
        let comma = |text, expected| check_with(Some(','), text, expected);
        comma("Windows PowerShell 3,0 et .NET Framework 4,5", &["Windows PowerShell 3.0", ".NET Framework 4.5"]);
        comma("Exchange 2010, 2013 ou 2016", &["Exchange Server 2010", "Exchange Server 2013", "Exchange Server 2016"]);
        comma("Exchange 2010,2013", &["Exchange Server 2010", "Exchange Server 2013"]);
    }

    #[test]
    fn bare_products_and_everyday_words() {
        check("SharePoint and Exchange storage", &["SharePoint Server", "Exchange Server"]);
        check("the Windows firewall uses 2013 ports", &[]);
    }

    #[test]
    fn products_that_no_catalogue_knows() {
        check("requires Kubernetes 1.29 or Node.js 20", &["Kubernetes 1.29", "Node.js 20"]);
        check("See Version 1.2 and Table 3.4.", &[]);
    }
}
