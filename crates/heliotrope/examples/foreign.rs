//! The other side of our mail, for checks that are not written in Rust: a
//! Postfix, a Dovecot over the same letters, and a DNS server that names both
//! for the domain of the one account there.
//!
//! Named the address of a provider (`provider.mjs`), it lets in by consent, too.
//! Prints one JSON line when all of them listen, and ends when its input does.
//! A line of input is a word to look for: the answer is one JSON line with every
//! letter, as raw text, that holds it. Needs root, as Postfix does.

#[path = "../tests/foreign/dns.rs"]
mod dns;
#[path = "../tests/foreign/mod.rs"]
mod foreign;

use std::io::{BufRead, Write};
use std::path::Path;

use hickory_resolver::proto::rr::rdata::SRV;
use hickory_resolver::proto::rr::{Name, RData};
use serde_json::json;

use foreign::imap::Dovecot;
use foreign::{Foreign, PASSWORD, USER};

#[tokio::main]
async fn main() {
    // With the address of a provider: who shows a token of it is let in, too.
    let asked = std::env::args().nth(1).map(|url| {
        let dir = tempfile::tempdir().expect("a folder");
        let [port] = foreign::free_ports();
        let more = foreign::provider::dovecot(&url, dir.path(), port);
        (dir, port, more)
    });
    let postfix = Foreign::start_asking(asked.as_ref().map(|(_, port, _)| *port)).await;
    let more = asked.as_ref().map_or("", |(.., more)| more);
    let dovecot = Dovecot::start_with(Some(postfix.maildir.clone()), more).await;
    let (_, domain) = USER.rsplit_once('@').expect("an address");
    let localhost: Name = "localhost.".parse().expect("a name");
    let at = |service: &str, port| {
        let data = RData::SRV(SRV::new(0, 1, port, localhost.clone()));
        (format!("_{service}._tcp.{domain}"), data)
    };
    let dns = dns::serve(vec![
        at("imaps", dovecot.tls_port),
        at("submissions", postfix.smtps_port),
    ]);
    let certificates = tempfile::NamedTempFile::new().expect("a file");
    for certificate in [&postfix.certificate, &dovecot.certificate] {
        let pem = std::fs::read(certificate).expect("a certificate");
        certificates.as_file().write_all(&pem).expect("writing it");
    }
    say(&json!({
        "address": USER,
        "password": PASSWORD,
        "smtp": format!("127.0.0.1:{}", postfix.port),
        "submission": postfix.tls_port,
        "imaps": dovecot.tls_port,
        "dns": dns.to_string(),
        "certificates": certificates.path(),
    }));
    for line in std::io::stdin().lock().lines() {
        let word = line.expect("a line of input");
        say(&json!(letters_with(&postfix.maildir, word.trim())));
    }
}

fn say(what: &serde_json::Value) {
    println!("{what}");
    std::io::stdout().flush().expect("writing the answer");
}

fn letters_with(maildir: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["new", "cur"] {
        let letters = std::fs::read_dir(maildir.join(folder)).expect("the Maildir");
        for letter in letters {
            let path = letter.expect("an entry").path();
            // Dovecot may have moved it in between: then it is found there.
            let raw = std::fs::read(path).unwrap_or_default();
            let text = String::from_utf8_lossy(&raw).into_owned();
            if text.contains(word) {
                found.push(text);
            }
        }
    }
    found
}
