//! Commands and parameters in running text.
//!
//! A cmdlet is an approved verb, a hyphen and a noun; letter case does not
//! matter to the shell, so the canonical form is lower case. A parameter is a
//! hyphen and a name. Pages write it with an en dash as often as not, which
//! reads the same and does not run: the claim is the same, the damage is a
//! check's business.

/// What stands behind a verb and a hyphen in a compound: "Receive-Side Scaling".
const WORDS: &[&str] =
    &["Side", "Only", "Up", "Out", "Back", "Through", "Ahead", "Free", "Based", "Time", "Brain", "Screen", "Tunnel"];

/// Approved PowerShell verbs, lower case and in order
/// (<https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands>).
/// `Read` and `Write` are left out: "read-only", "write-back".
const VERBS: &[&str] = &[
    "add",
    "approve",
    "assert",
    "backup",
    "block",
    "build",
    "checkpoint",
    "clear",
    "close",
    "compare",
    "complete",
    "compress",
    "confirm",
    "connect",
    "convert",
    "convertfrom",
    "convertto",
    "copy",
    "debug",
    "deny",
    "deploy",
    "disable",
    "disconnect",
    "dismount",
    "edit",
    "enable",
    "enter",
    "exit",
    "expand",
    "export",
    "find",
    "format",
    "get",
    "grant",
    "group",
    "hide",
    "import",
    "initialize",
    "install",
    "invoke",
    "join",
    "limit",
    "lock",
    "measure",
    "merge",
    "mount",
    "move",
    "new",
    "open",
    "optimize",
    "out",
    "ping",
    "pop",
    "protect",
    "publish",
    "push",
    "receive",
    "redo",
    "register",
    "remove",
    "rename",
    "repair",
    "request",
    "reset",
    "resize",
    "resolve",
    "restart",
    "restore",
    "resume",
    "revoke",
    "save",
    "search",
    "select",
    "send",
    "set",
    "show",
    "skip",
    "sort",
    "split",
    "start",
    "step",
    "stop",
    "submit",
    "suspend",
    "switch",
    "sync",
    "test",
    "trace",
    "unblock",
    "undo",
    "uninstall",
    "unlock",
    "unprotect",
    "unpublish",
    "unregister",
    "update",
    "use",
    "wait",
    "watch",
    "where",
];

/// Where a cmdlet's name stands in `word`, and where its noun begins: byte offsets in the word.
///
/// Letters glued to its left are left out ("cmdletGet-CsUser").
pub(super) fn cmdlet(word: &str) -> Option<(usize, usize)> {
    let hyphen = word.find('-')?;
    let (head, noun) = (&word[..hyphen], &word[hyphen + 1..]);
    let noun_length = noun.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if noun_length != noun.len() || noun_length < 3 {
        return None;
    }
    let verb_start = (0..head.len()).rev().find(|&at| head.as_bytes()[at].is_ascii_uppercase()).unwrap_or(0);
    let verb = head.get(verb_start..)?;
    if !is_verb(verb) || WORDS.contains(&noun) {
        return None;
    }
    let first = noun.as_bytes()[0];
    // "Set-up", "Add-ins" and "start-up" are words; "set-csuser" is a cmdlet.
    let is_name = if first.is_ascii_uppercase() {
        noun.bytes().any(|byte| byte.is_ascii_lowercase())
            || noun.len() >= 3 && verb.starts_with(|c: char| c.is_ascii_uppercase())
    } else {
        noun.len() >= 5 && noun.starts_with("cs")
    };
    is_name.then_some((verb_start, hyphen + 1))
}

/// Whether a word is an approved verb, in any letter case.
fn is_verb(word: &str) -> bool {
    let mut lower = [0; LONGEST_VERB];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    VERBS.binary_search_by(|verb| verb.as_bytes().cmp(lower)).is_ok()
}

/// Bytes of `convertfrom`.
const LONGEST_VERB: usize = 11;

/// Whether a word can be a parameter's name behind a dash. `dash` is the
/// dash, `before` the character before it; `after_number` tells that a number
/// stands before the two.
pub(super) fn is_parameter(name: &str, dash: char, before: Option<char>, after_number: bool) -> bool {
    let bytes = name.as_bytes();
    if bytes.len() < 2 || !bytes[0].is_ascii_uppercase() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let has_lower = bytes[1..].iter().any(u8::is_ascii_lowercase);
    let has_hump = bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let open = before
        .is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '[' | '"' | '“' | '（' | '「' | '|'));
    match dash {
        '-' => {
            has_lower
                && (open || has_hump && before.is_some_and(|before| !before.is_alphanumeric() || before >= '\u{2e80}'))
        }
        // "3 –Application" is a number and what it stands for.
        _ => open && has_lower && (has_hump || !after_number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmdlets_have_a_verb_and_a_noun() {
        let check = |word: &str, expected: Option<&str>| {
            assert_eq!(cmdlet(word).map(|(start, _)| &word[start..]), expected, "{word}");
        };
        check("Get-CsUser", Some("Get-CsUser"));
        check("set-csuser", Some("set-csuser"));
        check("cmdletGet-CsUser", Some("Get-CsUser"));
        check("Set-up", None);
        check("Read-only", None);
        check("Add-ins", None);
        check("Server-to-Server", None);
        check("Lync-PBX", None);
    }

    #[test]
    fn verbs_are_in_order() {
        assert!(VERBS.is_sorted());
        assert_eq!(VERBS.iter().map(|verb| verb.len()).max(), Some(LONGEST_VERB));
    }

    #[test]
    fn parameters_have_a_dash_and_a_name() {
        assert!(is_parameter("Identity", '-', Some(' '), false));
        assert!(is_parameter("Identity", '–', Some(' '), false));
        assert!(is_parameter("RunSyncNow", '–', Some(' '), false));
        assert!(!is_parameter("Application", '–', Some(' '), true));
        assert!(!is_parameter("PBX", '-', Some('音'), false));
        assert!(!is_parameter("Lync", '-', Some('à'), false));
        assert!(!is_parameter("only", '-', Some(' '), false));
    }
}
