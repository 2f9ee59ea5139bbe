//! What goes into the slots of sentences, and how each locale writes it.

use std::fmt::Write as _;

use super::Set;
use super::phrases::Texts;

/// The space that no line is broken at.
const NO_BREAK_SPACE: char = '\u{a0}';

/// Products by their names in the locales, with their releases.
pub(super) const PRODUCTS: &[([&str; 4], &[&str])] = &[
    (["Exchange Server"; 4], &["2007", "2010", "2013", "2016"]),
    (["SharePoint Server"; 4], &["2010", "2013", "2016"]),
    (["SQL Server"; 4], &["2008", "2008 R2", "2012", "2014"]),
    (["Windows Server"; 4], &["2008", "2008 R2", "2012", "2012 R2"]),
    (["Outlook"; 4], &["2007", "2010", "2013", "2016"]),
    (["Windows"; 4], &["7", "8", "8.1", "10"]),
    (
        ["Skype for Business Server", "Skype Entreprise Server", "Skype for Business Server", "商務用 Skype Server"],
        &["2015", "2019"],
    ),
    (["Office Communications Server"; 4], &["2007", "2007 R2"]),
];

pub(super) const VERBS: &[&str] =
    &["Get", "Set", "New", "Remove", "Test", "Enable", "Disable", "Move", "Export", "Import", "Update", "Grant"];

/// First parts of what commands work on; with [`NOUNS`] they make some hundred names.
pub(super) const QUALIFIERS: &[&str] = &[
    "Archiving",
    "Audio",
    "Branch",
    "Conference",
    "Contact",
    "Dial",
    "External",
    "Hosted",
    "Location",
    "Media",
    "Mobile",
    "Network",
    "Presence",
    "Response",
    "Trunk",
    "Voice",
];

pub(super) const NOUNS: &[&str] = &[
    "Policy",
    "Configuration",
    "Route",
    "Group",
    "Queue",
    "Provider",
    "Region",
    "Site",
    "Rule",
    "Session",
    "Window",
    "Database",
    "Gateway",
    "Filter",
    "Profile",
    "Report",
];

pub(super) const PARAMETERS: &[&str] = &[
    "Identity",
    "Filter",
    "MaxEntries",
    "PoolFqdn",
    "TimeoutSeconds",
    "RetryCount",
    "UserLimit",
    "LogLevel",
    "ReplicaPath",
    "SiteName",
    "QueueSize",
    "ReportPath",
    "Threshold",
    "BatchSize",
    "WindowSize",
    "KeyLength",
];

pub(super) const GROUPS: &[&str] = &[
    "CsAdministrator",
    "CsHelpDesk",
    "CsUserAdministrator",
    "CsVoiceAdministrator",
    "RTCUniversalServerAdmins",
    "RTCUniversalUserAdmins",
    "CsArchivingAdministrator",
    "CsServerAdministrator",
];

/// What fills a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Term(&'static Texts),
    /// One version, or a list of them.
    Versions(Vec<Version>),
    /// A quantity, with the marks of the locale.
    Number(u32),
    Size(u32, Unit),
    Percent(u32),
    /// A port or an event: digits that are no quantity.
    Digits(u32),
    Date(Date),
    Cmdlet(Cmdlet),
    /// A parameter, a group or a path, the same in all locales.
    Literal(String),
    /// A topic of the set, linked by its file.
    Link(u32),
    /// A topic of the set, linked by its address in the library.
    Library(u32),
    /// The text of a link that leads nowhere any more.
    LinkText(u32),
    /// A number that an address redirects by.
    Download(u32),
    /// A page of a site elsewhere.
    Site(u32),
}

/// A release of one of [`PRODUCTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) product: usize,
    pub(super) release: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Megabyte,
    Gigabyte,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cmdlet {
    pub(super) verb: &'static str,
    pub(super) noun: String,
}

impl Version {
    fn name(self, locale: usize) -> &'static str {
        PRODUCTS[self.product].0[locale]
    }

    fn release(self) -> &'static str {
        PRODUCTS[self.product].1[self.release]
    }

    pub(super) fn text(self, locale: usize) -> String {
        format!("{} {}", self.name(locale), self.release())
    }
}

impl Cmdlet {
    pub(super) fn text(&self) -> String {
        format!("{}-Cs{}", self.verb, self.noun)
    }
}

impl Date {
    /// `2013-02-12`
    pub(super) fn iso(self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `02/12/2013`
    pub(super) fn american(self) -> String {
        format!("{:02}/{:02}/{}", self.month, self.day, self.year)
    }

    /// As prose writes it.
    fn text(self, locale: usize) -> String {
        const ENGLISH: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        const FRENCH: [&str; 12] = [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ];
        let Date { year, month, day } = self;
        let month_index = month as usize - 1;
        match locale {
            0 => format!("{} {day}, {year}", ENGLISH[month_index]),
            1 => format!("{day} {} {year}", FRENCH[month_index]),
            _ => format!("{year} 年 {month} 月 {day} 日"),
        }
    }
}

impl Value {
    /// Writes the value as a locale does. `from` is the number of the topic that it stands in.
    pub(super) fn write(&self, set: &Set, from: u32, locale: usize, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = match self {
            Value::Term(texts) => write!(out, "{}", texts[locale]),
            Value::Versions(versions) => write!(out, "{}", list(versions, locale)),
            Value::Number(number) => write!(out, "{}", grouped(*number, locale)),
            Value::Size(number, unit) => write!(out, "{}{}", grouped(*number, locale), unit_text(*unit, locale)),
            Value::Percent(number) if locale == 1 => write!(out, "{number}{NO_BREAK_SPACE}%"),
            Value::Percent(number) => write!(out, "{number}%"),
            Value::Digits(number) => write!(out, "{number}"),
            Value::Date(date) => write!(out, "{}", date.text(locale)),
            Value::Cmdlet(cmdlet) => write!(out, "{}", cmdlet.text()),
            Value::Literal(text) => write!(out, "{text}"),
            Value::Link(topic) => write!(out, "[{}]({})", set.title(*topic, locale), set.path_from(from, *topic)),
            Value::Library(topic) => write!(out, "[{}]({})", set.title(*topic, locale), set.address(*topic, locale)),
            Value::LinkText(topic) => write!(out, "{}", set.title(*topic, locale)),
            Value::Download(number) => {
                // Each locale has a number of its own for the same page.
                let language = ["0x409", "0x40c", "0x804", "0x404"][locale];
                write!(out, "<https://go.microsoft.com/fwlink/?linkid={number}&clcid={language}>")
            }
            Value::Site(number) => write!(out, "<https://tools.example.com/kits/{number}/setup.zip>"),
        };
    }
}

/// `a, b, and c`; releases of one product name it once.
fn list(versions: &[Version], locale: usize) -> String {
    let alike = versions.iter().all(|version| version.product == versions[0].product);
    let texts: Vec<String> = versions
        .iter()
        .enumerate()
        .map(|(place, version)| if alike && place > 0 { version.release().to_owned() } else { version.text(locale) })
        .collect();
    let (comma, and) = match (locale, texts.len()) {
        (0, 3..) => (", ", ", and "),
        (0, _) => (", ", " and "),
        (1, _) => (", ", " et "),
        _ => ("、", " 和 "),
    };
    match texts.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{}{and}{last}", others.join(comma)),
        _ => texts.concat(),
    }
}

/// `12,500`, in French with a space.
fn grouped(number: u32, locale: usize) -> String {
    let mark = if locale == 1 { NO_BREAK_SPACE } else { ',' };
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{}{mark}{:03}", number / 1_000, number % 1_000),
    }
}

fn unit_text(unit: Unit, locale: usize) -> String {
    let name = match (unit, locale) {
        (Unit::Megabyte, 1) => "Mo",
        (Unit::Gigabyte, 1) => "Go",
        (Unit::Megabyte, _) => "MB",
        (Unit::Gigabyte, _) => "GB",
    };
    let space = if locale == 1 { NO_BREAK_SPACE } else { ' ' };
    format!("{space}{name}")
}
