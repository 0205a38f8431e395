//! What was wrong with a letter. An oddity is a closed word, never a loss.

/// Something in a letter that the standards do not foresee. The words of the
/// letter are kept whatever is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oddity {
    Empty,
    NoHeaders,
    NoFrom,
    NoMessageId,
    NoDate,
    DateUnclear,
    DateOutOfRange,
    NoText,
    RawShown,
    CharsetUnknown,
    CharsetWrong,
    BrokenTransferEncoding,
    BrokenParts,
    TooDeep,
    TooManyParts,
    TooManyHeaders,
    TooManyAddresses,
    HtmlTooDeep,
    HtmlTooLong,
    TextTooLong,
    BinaryText,
    /// The words are there but nobody without the key can read them.
    Encrypted,
}

impl Oddity {
    /// The closed word, kebab-case. Stable: it stands in events and logs.
    pub fn word(&self) -> &'static str {
        match self {
            Oddity::Empty => "empty",
            Oddity::NoHeaders => "no-headers",
            Oddity::NoFrom => "no-from",
            Oddity::NoMessageId => "no-message-id",
            Oddity::NoDate => "no-date",
            Oddity::DateUnclear => "date-unclear",
            Oddity::DateOutOfRange => "date-out-of-range",
            Oddity::NoText => "no-text",
            Oddity::RawShown => "raw-shown",
            Oddity::CharsetUnknown => "charset-unknown",
            Oddity::CharsetWrong => "charset-wrong",
            Oddity::BrokenTransferEncoding => "broken-transfer-encoding",
            Oddity::BrokenParts => "broken-parts",
            Oddity::TooDeep => "too-deep",
            Oddity::TooManyParts => "too-many-parts",
            Oddity::TooManyHeaders => "too-many-headers",
            Oddity::TooManyAddresses => "too-many-addresses",
            Oddity::HtmlTooDeep => "html-too-deep",
            Oddity::HtmlTooLong => "html-too-long",
            Oddity::TextTooLong => "text-too-long",
            Oddity::BinaryText => "binary-text",
            Oddity::Encrypted => "encrypted",
        }
    }
}
