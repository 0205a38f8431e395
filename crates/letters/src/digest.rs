//! Whether two letters say the same, whatever way they came.

use sha2::{Digest, Sha256};

use crate::Letter;

/// A digest of what a letter says: sender, subject, words and attachments, not
/// the transport headers, so that the same letter seen in two mailboxes has one
/// digest. Lower-case hexadecimal, 64 characters. A letter in which nothing
/// could be read is digested from its raw bytes.
pub fn digest_content(letter: &Letter, raw: &[u8]) -> String {
    let mut sum = Sha256::new();
    // Every field is counted, so that no two different letters run together.
    let mut field = |bytes: &[u8]| {
        sum.update((bytes.len() as u64).to_be_bytes());
        sum.update(bytes);
    };
    for from in &letter.from {
        field(from.address.as_bytes());
    }
    field(
        letter
            .subject
            .as_deref()
            .unwrap_or_default()
            .trim()
            .as_bytes(),
    );
    field(words(&letter.shown_text).as_bytes());
    field(words(letter.html.as_deref().unwrap_or_default()).as_bytes());
    for attachment in &letter.attachments {
        field(attachment.name.as_deref().unwrap_or_default().as_bytes());
        field(&attachment.bytes);
    }
    if letter.shown_text.trim().is_empty() && letter.html.is_none() && letter.attachments.is_empty()
    {
        field(raw);
    }
    sum.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// White space is what relays change on the way.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
