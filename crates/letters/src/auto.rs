//! Letters that a machine wrote: answers while somebody is away, and lists.

use crate::Auto;
use crate::read::Headers;

/// Whether a machine answered (RFC 3834 and its older kin).
pub(crate) fn auto(headers: &Headers, _subject: Option<&str>) -> Option<Auto> {
    if let Some(value) = headers.word("auto-submitted") {
        if value.starts_with("auto-replied") {
            return Some(Auto::Reply);
        }
        if value.starts_with("auto-generated") || value.starts_with("auto-notified") {
            return Some(Auto::Generated);
        }
    }
    let replied = headers.has("x-autoreply")
        || headers.has("x-autorespond")
        || headers.has("x-auto-reply")
        || headers
            .word("precedence")
            .is_some_and(|p| p == "auto_reply");
    replied.then_some(Auto::Reply)
}

/// Whether a mailing list sent it on.
pub(crate) fn is_list(headers: &Headers) -> bool {
    headers.has("list-id")
        || headers.has("list-post")
        || headers.word("precedence").is_some_and(|p| p == "list")
}
