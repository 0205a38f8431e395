//! How an erased letter is known without a word of it: by keyed fingerprints.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Makes fingerprints. Without the secret nobody can try out which Message-ID
/// one belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct Prints([u8; 32]);

impl Prints {
    /// From a secret of 64 hexadecimal digits.
    pub fn of(secret: &str) -> Option<Prints> {
        let bytes = HEXLOWER.decode(secret.as_bytes()).ok()?;
        Some(Prints(bytes.try_into().ok()?))
    }

    pub fn secret(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    pub fn new(secret: [u8; 32]) -> Prints {
        Prints(secret)
    }

    /// Of a letter that came, by its Message-ID alone: another letter may have it.
    pub fn named(&self, letter_id: &str) -> String {
        self.print("named", &[letter_id])
    }

    /// Of a letter that came, with these words.
    pub fn exact(&self, letter_id: &str, digest: &str) -> String {
        self.print("exact", &[letter_id, digest])
    }

    /// Of a letter of ours: we made its Message-ID, and no other has it.
    pub fn ours(&self, letter_id: &str) -> String {
        self.print("ours", &[letter_id])
    }

    // Keyed twice, so that a print tells nothing of a longer text's print.
    fn print(&self, kind: &str, parts: &[&str]) -> String {
        let mut inner = Sha256::new_with_prefix(self.0);
        for part in std::iter::once(&kind).chain(parts) {
            inner.update((part.len() as u64).to_be_bytes());
            inner.update(part.as_bytes());
        }
        let outer = Sha256::new_with_prefix(self.0).chain_update(inner.finalize());
        HEXLOWER.encode(&outer.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_of_one_letter_and_one_secret() {
        let (one, two) = (Prints::new([1; 32]), Prints::new([2; 32]));
        assert_eq!(one.exact("a", "b"), one.exact("a", "b"));
        let all = [
            one.exact("a", "b"),
            one.exact("ab", ""),
            one.named("a"),
            one.ours("a"),
            two.named("a"),
        ];
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert!(Prints::of(&one.secret()) == Some(one) && Prints::of("short").is_none());
    }
}
