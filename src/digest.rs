//! Digests: what tells one content from another for certain.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The SHA-256 digest (FIPS 180-4) of some texts or bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of several parts, in order: each counts with its length, so that
    /// what belongs to one part cannot be taken for the next.
    pub fn of<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Digest {
        let mut digester = Digester::default();
        parts.into_iter().for_each(|part| digester.add(part));
        digester.finish()
    }
}

/// Makes a [`Digest`] part by part.
#[derive(Clone, Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Adds a part.
    pub fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// The digest of all parts.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// In hex.
impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let digests = [Digest::of(["ab", "c"]), Digest::of(["a", "bc"]), Digest::of(["abc"]), Digest::of(["", "abc"])];
        for (index, digest) in digests.iter().enumerate() {
            assert!(digests[..index].iter().all(|other| other != digest), "{index}");
        }
        assert_eq!(Digest::of(["ab", "c"]), Digest::of([b"ab".to_vec(), b"c".to_vec()]));
        // Eight bytes of zero for the length of nothing, hashed.
        let known = "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc";
        assert_eq!(Digest::of([""]).to_string(), known);
    }
}
