//! Fetching at the real door: Dovecot on the other side. `./test mail`.

use std::time::Duration;

use super::*;
use crate::mailboxes::Tls;

mod way_in;

#[path = "../../../tests/foreign/mod.rs"]
mod foreign;

use foreign::imap::Dovecot;
use foreign::{PASSWORD, USER};

fn source(dovecot: &Dovecot, tls: Tls, password: &str) -> Source {
    Source {
        host: "localhost".to_owned(),
        port: match tls {
            Tls::Tls => dovecot.tls_port,
            Tls::None | Tls::Starttls => dovecot.port,
        },
        tls,
        user: USER.to_owned(),
        secret: Secret::Password(password.to_owned()),
    }
}

fn letter(id: &str, from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "Message-ID: <{id}>\r\nFrom: {from}\r\nTo: help@desk.example\r\nSubject: {subject}\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}
