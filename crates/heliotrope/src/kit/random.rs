//! Randomness from the operating system, and nothing else.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// 32 random bytes as base32, lower case, without padding: what links,
/// cookies and bearer tokens hold. 52 characters that survive mail servers
/// which change case.
pub fn token() -> String {
    BASE32_NOPAD.encode(&bytes::<32>()).to_ascii_lowercase()
}

/// 16 characters (80 bits): enough to tell things apart, not to keep a secret.
pub fn id() -> String {
    BASE32_NOPAD.encode(&bytes::<10>()).to_ascii_lowercase()
}

/// # Panics
/// When the operating system has no randomness: nothing safe can be done then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    getrandom::fill(&mut out).expect("the operating system gives random bytes");
    out
}

/// What is stored in place of a token: whoever reads the database cannot
/// sign in with it.
pub fn digest(token: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_lower_case_and_never_the_same() {
        let (a, b) = (token(), token());
        assert_eq!(a.len(), 52);
        assert!(
            a.bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        );
        assert_ne!(a, b);
        assert_ne!(digest(&a), digest(&b));
        assert_eq!(id().len(), 16);
    }
}
