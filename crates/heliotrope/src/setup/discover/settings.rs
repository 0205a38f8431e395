//! The settings that a domain publishes for mail programs ("autoconfig").

use roxmltree::{Document, Node};

use super::rules::Way;
use crate::mailboxes::Tls;

/// The servers of a domain, each with the name to sign in with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    pub imap: Option<(Way, String)>,
    pub smtp: Option<(Way, String)>,
}

impl Settings {
    /// What the document says, for this address. None: it is none of those
    /// documents, or it names no server that secures its line.
    pub fn read(xml: &str, address: &str) -> Option<Settings> {
        let document = Document::parse(xml).ok()?;
        let root = document.root_element();
        if root.tag_name().name() != "clientConfig" {
            return None;
        }
        let of = |element: &str, kind: &str| {
            let servers = root
                .descendants()
                .filter(|n| n.tag_name().name() == element && n.attribute("type") == Some(kind));
            // TLS from the first byte before STARTTLS, else as they stand.
            let mut read: Vec<_> = servers.filter_map(|s| server(s, address)).collect();
            read.sort_by_key(|(way, _)| way.tls != Tls::Tls);
            read.into_iter().next()
        };
        let settings = Settings {
            imap: of("incomingServer", "imap"),
            smtp: of("outgoingServer", "smtp"),
        };
        (settings != Settings::default()).then_some(settings)
    }
}

fn server(server: Node<'_, '_>, address: &str) -> Option<(Way, String)> {
    let text = |name: &str| {
        let child = server.children().find(|n| n.tag_name().name() == name)?;
        child.text().map(str::trim).filter(|t| !t.is_empty())
    };
    let tls = match text("socketType")? {
        "SSL" => Tls::Tls,
        "STARTTLS" => Tls::Starttls,
        // "plain": a password would travel in the open.
        _ => return None,
    };
    let host = filled(text("hostname")?, address).to_lowercase();
    url::Host::parse(&host).ok()?;
    let port = text("port")?.parse().ok().filter(|p: &u16| *p > 0)?;
    let user = filled(text("username").unwrap_or("%EMAILADDRESS%"), address);
    Some((Way { host, port, tls }, user))
}

fn filled(text: &str, address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    text.replace("%EMAILADDRESS%", address)
        .replace("%EMAILLOCALPART%", local)
        .replace("%EMAILDOMAIN%", domain)
}
