//! Values that are written in two ways and say one thing.

use crate::claim::is_known_product;
use crate::claim::number::magnitude;

/// Numbers that call for help, each in its own countries.
const EMERGENCY: &[&str] = &["911", "112", "999", "110", "111", "119", "118", "115", "100", "101", "102", "103"];

/// Such numbers that are too short to be told from others by themselves.
const SHORT_EMERGENCY: &[&str] = &["15", "17", "18"];

/// Whether two numbers are one fact, although they are not equal.
pub(super) fn is_one_number(one: &str, other: &str) -> bool {
    EMERGENCY.contains(&one) && EMERGENCY.contains(&other)
        || [(one, other), (other, one)].iter().any(|(one, other)| {
            is_place(one, other)
                || is_thousands(one, other)
                || is_of_line(one, other)
                || is_first_of(one, other)
                || is_spelled(one, other)
                || EMERGENCY.contains(one) && SHORT_EMERGENCY.contains(other)
                || is_converted(one, other)
                || is_end_of_address(one, other)
        })
}

/// Whether `9-1-1` is the number, digit by digit.
fn is_spelled(code: &str, number: &str) -> bool {
    code.contains('-') && code.bytes().filter(u8::is_ascii_digit).eq(number.bytes())
}

/// Whether an address is the end of a range of which the other side writes the last part only:
/// "192.0.2.131 to 136".
fn is_end_of_address(part: &str, address: &str) -> bool {
    part.len() <= 3
        && address.split('.').count() == 4
        && address
            .rsplit_once('.')
            .is_some_and(|(_, last)| last == part && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Measures that a translation puts in those of its readers: unit, unit, factor.
const MEASURES: &[(&str, &str, f64)] = &[("in", "cm", 2.54), ("in", "mm", 25.4), ("mi", "km", 1.609_344)];

/// What rounding may take from a measure, as a part of it and in its unit.
const ROUNDED: (f64, f64) = (0.025, 0.5);

/// Whether a measure is another one put in the other unit: 17 inches and 43 cm.
fn is_converted(one: &str, other: &str) -> bool {
    let parts = |value: &'_ str| {
        value.split_once(' ').and_then(|(number, unit)| Some((number.parse::<f64>().ok()?, unit.to_owned())))
    };
    let (Some((from, from_unit)), Some((to, to_unit))) = (parts(one), parts(other)) else { return false };
    MEASURES.iter().any(|(unit, into, factor)| {
        let whole = from * factor;
        *unit == from_unit && *into == to_unit && (whole - to).abs() <= (whole.abs() * ROUNDED.0).max(ROUNDED.1)
    })
}

/// Whether a release is the first of a line, written out or not: `4.24.0` and `4.24`.
fn is_first_of(release: &str, line: &str) -> bool {
    line.contains('.') && release.strip_suffix(".0") == Some(line)
}

/// Whether a name is the plural of a type's name: `ClusterRoles` of `ClusterRole`.
pub(super) fn is_plural_of(plural: &str, name: &str) -> bool {
    plural.strip_suffix('s') == Some(name)
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && name.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

/// Whether a number is the version of a product that no catalogue knows.
pub(super) fn is_version_of_unknown(version: &str, number: &str) -> bool {
    version
        .strip_suffix(number)
        .is_some_and(|product| number.contains('.') && product.ends_with(' ') && !is_known_product(product.trim_end()))
}

/// Whether a number of hours is a time of day: "17 heures" and "5:00 PM".
pub(super) fn is_hour(number: &str, time: &str) -> bool {
    number.strip_suffix(" h").is_some_and(|hour| {
        time.strip_suffix(":00").is_some_and(|time| time.trim_start_matches('0') == hour.trim_start_matches('0'))
    })
}

/// Whether an ordinal is a number: "line 3" and "the third line".
pub(super) fn is_place(ordinal: &str, number: &str) -> bool {
    ordinal.strip_prefix('#') == Some(number)
}

/// Whether "10K", read as a size, is ten thousand of something else.
pub(super) fn is_thousands(size: &str, number: &str) -> bool {
    size.strip_suffix(" KB").is_some_and(|size| magnitude(number).strip_suffix("000") == Some(size))
}

/// Whether a version is one of a line: `4.5` of `4.x`.
pub(super) fn is_of_line(line: &str, version: &str) -> bool {
    line.strip_suffix("x").is_some_and(|line| line.ends_with('.') && version.starts_with(line))
}

/// A literal without the signs that markup or habit puts around it.
pub(super) fn trimmed(value: &str) -> &str {
    value.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '*' | '(' | ')' | '[' | ']' | ',' | '.' | ';' | ':'))
}
