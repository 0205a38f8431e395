//! What the world says, and what we propose then.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use hickory_resolver::proto::rr::rdata::{A, MX, SRV, TXT};
use hickory_resolver::proto::rr::{Name, RData};
use tokio::net::TcpListener;

use super::rules::{Found, Heard, Provider, Way, choose, usual_names};
use super::settings::Settings;
use super::{Asker, rules};
use crate::kit::config::Config;
use crate::kit::dns::{Dns, Mx, Srv};
use crate::mailboxes::Tls;
use crate::testing::foreign_dns;

fn srv(priority: u16, weight: u16, host: &str, port: u16) -> Srv {
    Srv {
        priority,
        weight,
        host: host.to_owned(),
        port,
    }
}

fn mx(host: &str) -> Vec<Mx> {
    vec![Mx {
        preference: 10,
        host: host.to_owned(),
    }]
}

#[track_caller]
fn proposes(heard: &Heard, expected: &str) {
    let found = choose("help@acme.example", heard);
    let way = |way: &Option<Way>| {
        way.as_ref()
            .map_or("-".to_owned(), |w| format!("{w} {}", w.tls.word()))
    };
    let look = if found.look_first {
        " (look first)"
    } else {
        ""
    };
    let shown = format!("{} | {}{look}", way(&found.imap), way(&found.smtp));
    assert_eq!(shown, expected);
}

#[test]
fn a_domain_s_own_records_come_first() {
    let own = Heard {
        imaps: vec![
            srv(10, 1, "b.acme.example", 993),
            srv(5, 1, "a.acme.example", 1993),
        ],
        imap: vec![srv(0, 1, "c.acme.example", 143)],
        submission: vec![
            srv(0, 1, "out.acme.example", 587),
            srv(0, 9, "best.acme.example", 588),
        ],
        mx: mx("aspmx.l.google.com"),
        ..Heard::default()
    };
    proposes(
        &own,
        "a.acme.example:1993 tls | best.acme.example:588 starttls",
    );
    let not_offered = Heard {
        imaps: vec![srv(0, 0, "", 0)],
        imap: vec![srv(0, 1, "acme.example", 143)],
        ..Heard::default()
    };
    proposes(&not_offered, "acme.example:143 starttls | -");
    let elsewhere = Heard {
        imaps: vec![srv(0, 1, "imap.notacme.example", 993)],
        ..Heard::default()
    };
    proposes(&elsewhere, "imap.notacme.example:993 tls | - (look first)");
    let here = Heard {
        imaps: vec![srv(0, 1, "localhost", 993)],
        ..Heard::default()
    };
    proposes(&here, "localhost:993 tls | -");
}

#[test]
fn then_what_it_publishes_then_its_house_then_the_usual_names() {
    let names = Heard {
        imap_names: vec![Way::new("mail.acme.example", 993, Tls::Tls)],
        smtp_names: vec![Way::new("mail.acme.example", 587, Tls::Starttls)],
        ..Heard::default()
    };
    proposes(
        &names,
        "mail.acme.example:993 tls | mail.acme.example:587 starttls",
    );
    let house = Heard {
        mx: mx("mx2.messagingengine.com"),
        ..names.clone()
    };
    proposes(
        &house,
        "imap.fastmail.com:993 tls | smtp.fastmail.com:465 tls",
    );
    let published = Heard {
        settings: Settings::read(PUBLISHED, "help@acme.example"),
        ..house.clone()
    };
    proposes(
        &published,
        "in.acme.example:993 tls | out.acme.example:587 starttls",
    );
    proposes(&Heard::default(), "- | -");
    let of = |host: &str| {
        choose(
            "a@b.example",
            &Heard {
                mx: mx(host),
                ..Heard::default()
            },
        )
    };
    assert_eq!(of("aspmx.l.google.com").provider, Some(Provider::Google));
    let office = of("acme-example.mail.protection.outlook.com");
    assert_eq!(office.provider, Some(Provider::Microsoft));
    assert_eq!(
        of("mx.evilgoogle.com"),
        Found {
            ..of("mx.acme.example")
        }
    );
}

const PUBLISHED: &str = r#"<?xml version="1.0"?>
<clientConfig version="1.1">
  <emailProvider id="acme.example">
    <incomingServer type="pop3"><hostname>pop.acme.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
    <incomingServer type="imap"><hostname>old.acme.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
    <incomingServer type="imap"><hostname>in.acme.example</hostname><port>143</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></incomingServer>
    <incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
    <outgoingServer type="smtp"><hostname> out.acme.example </hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
  </emailProvider>
</clientConfig>"#;

#[test]
fn published_settings_are_read_and_nonsense_is_none() {
    let read = Settings::read(PUBLISHED, "help@acme.example").unwrap();
    let (way, user) = read.imap.unwrap();
    assert_eq!(
        (way.to_string().as_str(), user.as_str()),
        ("in.acme.example:993", "help")
    );
    assert_eq!(read.smtp.unwrap().1, "help@acme.example");
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><clientConfig>&b;</clientConfig>"#;
    for nonsense in [
        "",
        "<html><body>Not found</body></html>",
        "<clientConfig/>",
        "{}",
        bomb,
    ] {
        assert_eq!(
            Settings::read(nonsense, "help@acme.example"),
            None,
            "{nonsense}"
        );
    }
    let open = PUBLISHED
        .replace("SSL", "plain")
        .replace("STARTTLS", "plain");
    assert_eq!(
        Settings::read(&open, "help@acme.example"),
        None,
        "nothing in the open"
    );
}

#[test]
fn usual_names_begin_with_what_secures_the_line_at_once() {
    let (imap, smtp) = usual_names("acme.example", &mx("mx.acme.example"));
    let shown = |ways: &[Way]| {
        ways.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        shown(&imap[..4]),
        "imap.acme.example:993 mail.acme.example:993 mx.acme.example:993 acme.example:993"
    );
    assert_eq!(smtp[0].to_string(), "smtp.acme.example:465");
    assert!(imap.iter().all(|w| w.tls != Tls::None));
    let (foreign, _) = usual_names("acme.example", &mx("mx.elsewhere.example"));
    assert!(foreign.iter().all(|w| w.host != "mx.elsewhere.example"));
}

/// A configuration that asks a DNS server with this zone.
fn asking(zone: Vec<(&str, RData)>) -> Config {
    let zone = zone.into_iter().map(|(name, data)| (name.to_owned(), data));
    let mut config = Config::for_tests(&std::env::temp_dir());
    config.dns.servers = vec![foreign_dns::serve(zone.collect())];
    config
}

fn name(text: &str) -> Name {
    Name::from_str(text).unwrap()
}

#[tokio::test]
async fn the_dns_is_asked_and_nothing_there_is_no_error() {
    let spf = TXT::new(vec!["v=spf1 ".to_owned(), "-all".to_owned()]);
    let mx = |preference, host| RData::MX(MX::new(preference, name(host)));
    let imaps = SRV::new(0, 1, 1993, name("Mail.acme.example."));
    let config = asking(vec![
        ("_imaps._tcp.acme.example", RData::SRV(imaps)),
        ("acme.example", mx(20, "second.acme.example.")),
        ("acme.example", mx(10, "first.acme.example.")),
        ("acme.example", RData::TXT(spf)),
        ("mail.acme.example", RData::A(A(Ipv4Addr::LOCALHOST))),
    ]);
    let dns = Dns::of(&config).unwrap();
    assert_eq!(
        dns.srv("_imaps._tcp.acme.example").await.unwrap(),
        [srv(0, 1, "mail.acme.example", 1993)]
    );
    let hosts: Vec<String> = dns
        .mx("acme.example")
        .await
        .unwrap()
        .into_iter()
        .map(|m| m.host)
        .collect();
    assert_eq!(hosts, ["first.acme.example", "second.acme.example"]);
    assert_eq!(dns.txt("acme.example").await.unwrap(), ["v=spf1 -all"]);
    assert_eq!(
        dns.addresses("mail.acme.example").await.unwrap(),
        [std::net::IpAddr::from(Ipv4Addr::LOCALHOST)]
    );
    assert!(dns.srv("_imap._tcp.acme.example").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_records_of_a_domain_become_a_proposal() {
    let at = |port| RData::SRV(SRV::new(0, 1, port, name("localhost.")));
    let config = asking(vec![
        ("_imap._tcp.acme.example", at(1143)),
        ("_submission._tcp.acme.example", at(1587)),
    ]);
    let found = Asker::of(&config).unwrap().find("help@acme.example").await;
    assert_eq!(found.imap, Some(Way::new("localhost", 1143, Tls::Starttls)));
    assert_eq!(found.smtp, Some(Way::new("localhost", 1587, Tls::Starttls)));
    assert!(!found.look_first);
    assert_eq!(found.imap_user, "help@acme.example");
}

#[tokio::test]
async fn published_settings_are_fetched_from_the_domain_and_never_from_our_own_network() {
    use axum::routing::get;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    PLACE.set(address).unwrap();
    let router = axum::Router::new()
        .route("/settings.xml", get(|| async { PUBLISHED }))
        .route(
            "/elsewhere",
            get(|| async { axum::response::Redirect::to("/settings.xml") }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    let config = asking(Vec::new());
    let asker = Asker::of(&config).unwrap().publishing_at(|_, _| {
        let at = PLACE.get().unwrap();
        [
            format!("http://{at}/elsewhere"),
            format!("http://{at}/settings.xml"),
        ]
    });
    let found = asker.find("help@acme.example").await;
    assert_eq!(found.imap, Some(Way::new("in.acme.example", 993, Tls::Tls)));
    assert_eq!(found.imap_user, "help");

    let limits = crate::web::call::Limits {
        within: std::time::Duration::from_secs(5),
        bytes: 1 << 20,
        may_ask: crate::web::call::is_public,
    };
    let asked = crate::web::call::get(format!("http://{address}/settings.xml"), limits).await;
    assert!(asked.is_err(), "{asked:?}");
    let small = crate::web::call::Limits {
        bytes: 100,
        may_ask: |_| true,
        ..limits
    };
    let asked = crate::web::call::get(format!("http://{address}/settings.xml"), small).await;
    assert!(asked.is_err(), "{asked:?}");
    assert_eq!(
        rules::published_at("acme.example", "a b@acme.example")[0],
        "https://autoconfig.acme.example/mail/config-v1.1.xml?emailaddress=a+b%40acme.example"
    );
}

static PLACE: std::sync::OnceLock<SocketAddr> = std::sync::OnceLock::new();
