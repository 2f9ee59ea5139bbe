//! A number as plain decimal text, without an allocation.

/// Digits with at most one point, a sign, and after a space a unit; or the
/// digits of a code. Longer texts are cut, which no quantity reaches.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    bytes: [u8; Decimal::CAPACITY],
    length: u8,
}

impl Default for Decimal {
    fn default() -> Decimal {
        Decimal { bytes: [0; Decimal::CAPACITY], length: 0 }
    }
}

impl Decimal {
    const CAPACITY: usize = 62;

    /// A whole number.
    pub(super) fn whole(value: u64) -> Decimal {
        let mut decimal = Decimal::default();
        let places = value.checked_ilog10().unwrap_or(0);
        for place in (0..=places).rev() {
            decimal.push(b'0' + (value / 10u64.pow(place) % 10) as u8);
        }
        decimal
    }

    /// The ASCII digits of a text.
    pub(super) fn digits_of(text: &str) -> Decimal {
        let mut decimal = Decimal::default();
        text.bytes().filter(u8::is_ascii_digit).for_each(|digit| decimal.push(digit));
        decimal
    }

    /// Adds a byte of ASCII.
    pub(super) fn push(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii());
        if let Some(place) = self.bytes.get_mut(usize::from(self.length)) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Adds text.
    pub(super) fn push_str(&mut self, text: &str) {
        let start = usize::from(self.length);
        let text = &text[..text.floor_char_boundary(Decimal::CAPACITY - start)];
        self.bytes[start..start + text.len()].copy_from_slice(text.as_bytes());
        self.length += text.len() as u8;
    }

    /// Adds a unit's name after a space; nothing for an empty name. A quantity
    /// with a unit has no zeros at the end of its decimals; a bare number may be
    /// a version, where `1.30` is not `1.3`.
    pub(super) fn push_unit(&mut self, name: &str) {
        if !name.is_empty() {
            *self = self.trimmed();
            self.push(b' ');
            self.push_str(name);
        }
    }

    /// As text.
    pub(super) fn as_str(&self) -> &str {
        // Only whole characters are ever pushed.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or("")
    }

    /// Without decimals if they are all zeros.
    pub(super) fn whole_if_zero(mut self) -> Decimal {
        if let Some((whole, decimals)) = self.as_str().split_once('.')
            && decimals.bytes().all(|digit| digit == b'0')
        {
            self.length = whole.len() as u8;
        }
        self
    }

    /// Without the zeros at the end of its decimals.
    fn trimmed(mut self) -> Decimal {
        if self.as_str().contains('.') {
            self.length = self.as_str().trim_end_matches('0').trim_end_matches('.').len() as u8;
        }
        self
    }

    /// The number times a power of ten; any other factor leaves it alone.
    pub(super) fn scaled(self, factor: u64) -> Decimal {
        let places = factor.checked_ilog10().unwrap_or(0) as usize;
        if 10u64.checked_pow(places as u32) != Some(factor) {
            return self;
        }
        let (whole, decimals) = self.as_str().split_once('.').unwrap_or((self.as_str(), ""));
        let moved = decimals.len().min(places);
        let mut scaled = Decimal::default();
        scaled.push_str(if whole == "0" { "" } else { whole });
        let moved_digits = &decimals[..moved];
        scaled.push_str(if scaled.length == 0 { moved_digits.trim_start_matches('0') } else { moved_digits });
        (moved..places).for_each(|_| scaled.push(b'0'));
        if moved < decimals.len() {
            scaled.push(b'.');
            scaled.push_str(&decimals[moved..]);
        }
        scaled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_scaled_by_moving_the_point() {
        let check = |number: &str, factor, expected: &str| {
            let mut decimal = Decimal::default();
            decimal.push_str(number);
            assert_eq!(decimal.scaled(factor).as_str(), expected, "{number}");
        };
        check("8", 10_000, "80000");
        check("1.5", 10_000, "15000");
        check("0.5", 1_000_000, "500000");
        check("0.05", 100, "5");
        check("1.2345", 100, "123.45");
        check("7", 12, "7");
        assert_eq!(Decimal::whole(0).as_str(), "0");
        assert_eq!(Decimal::whole(1_205).as_str(), "1205");
    }
}
