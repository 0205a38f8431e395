//! Files of strangers, handed to a browser.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

/// A file to be saved, never opened in our name: its type is not believed, and
/// whatever shows it all the same shows it without rights.
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(disposition) = HeaderValue::from_str(&disposition(name)) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// RFC 6266: the name in ASCII for old readers, and as it is for the others.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                exact.push(char::from(byte));
            }
            _ => exact.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_travels_whole_and_ends_no_header() {
        assert_eq!(
            disposition("Größe \"A4\".pdf"),
            "attachment; filename=\"Gr__e _A4_.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22A4%22.pdf"
        );
        assert!(HeaderValue::from_str(&disposition("a\r\nSet-Cookie: x")).is_ok());
    }
}
