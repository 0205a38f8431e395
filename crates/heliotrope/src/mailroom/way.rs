//! The way to a server: which one it is, and what opens it.

use lettre::transport::smtp::extension::ClientId;
use url::Host;

use super::rules::Try;
use super::server::{Route, Sealed, Secret, Servers};
use crate::consents::{self, Access};
use crate::kit::config::SmtpTls;
use crate::kit::words::Words;
use crate::mailboxes::{Mailbox, Server, Tls};
use crate::t;
use crate::web::Desk;

/// Knocks at the server of a mailbox (none: the house's own), as far as its
/// sign-in: the server's name, if there is one, and what it says when it does
/// not let us in. `access`: a token, when the mailbox is opened by consent.
pub async fn way_in(
    desk: &Desk,
    server: Option<&Server>,
    access: Option<&Access>,
    words: Words,
) -> (Option<String>, Result<(), String>) {
    let route = match route_of(desk, server, access, words) {
        Ok(route) => route,
        Err(why) => return (None, Err(why)),
    };
    let servers = Servers::new(own_name(desk));
    let way = servers.knock(&route, words).await;
    (Some(route.to_string()), way.map_err(|shut| shut.said))
}

/// The mailbox's own server, else the house's; with the consent that opens it.
pub async fn route(
    desk: &Desk,
    mailbox: &Mailbox,
    words: Words,
) -> Result<(Route, Option<Access>), String> {
    let server = mailbox.server.as_ref();
    let access = match server.is_some_and(Server::is_by_consent) {
        true => consents::access(desk, mailbox.id)
            .await
            .map_err(|why| why.sentence(words))?,
        false => None,
    };
    let route = route_of(desk, server, access.as_ref(), words)?;
    Ok((route, access))
}

pub fn route_of(
    desk: &Desk,
    server: Option<&Server>,
    access: Option<&Access>,
    words: Words,
) -> Result<Route, String> {
    if let Some(server) = server {
        return Ok(Route {
            host: server.host.clone(),
            port: server.port,
            tls: server.tls,
            account: match &server.account {
                Some(account) => Some((account.clone(), secret(desk, server, access, words)?)),
                None => None,
            },
        });
    }
    let house = desk
        .config
        .smtp
        .as_ref()
        .ok_or_else(|| t!(words, "mailroom-no-server"))?;
    Ok(Route {
        host: house.host.clone(),
        port: house.port,
        tls: match house.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::StartTls => Tls::Starttls,
            SmtpTls::Tls => Tls::Tls,
        },
        account: house
            .user
            .clone()
            .map(|user| (user, house.password.clone().unwrap_or_default()))
            .map(|(user, password)| (user, Secret::Password(password))),
    })
}

/// The password of a server, or a token of `access`.
fn secret(
    desk: &Desk,
    server: &Server,
    access: Option<&Access>,
    words: Words,
) -> Result<Secret, String> {
    if let Some(access) = access {
        let token = access.for_server(server);
        if let Some(token) = token.map_err(|why| why.sentence(words))? {
            return Ok(Secret::Token(token.to_owned()));
        }
    }
    let open = |sealed: &String| {
        desk.keys.open(sealed).map_err(|why| {
            t!(
                words,
                "mailroom-sealed",
                server = server.host.as_str(),
                why = format!("{why:#}")
            )
        })
    };
    let password = server.sealed_password.as_ref().map(open).transpose()?;
    Ok(Secret::Password(password.unwrap_or_default()))
}

/// Hands a letter over. A token that is refused before its time is renewed,
/// once.
pub async fn hand_over(
    desk: &Desk,
    servers: &Servers,
    (mut route, access): (Route, Option<Access>),
    letter: &Sealed<'_>,
    words: Words,
) -> Try {
    let shut = match servers.send_if_let_in(&route, letter, words).await {
        Ok(tried) => return tried,
        Err(shut) => shut,
    };
    let (Some(refused), true, Some((_, secret))) = (access, shut.sign_in, &mut route.account)
    else {
        return Try::NoWayIn(shut.said);
    };
    match consents::another(desk, &refused).await {
        Ok(access) => *secret = Secret::Token(access.token),
        Err(why) => return Try::NoWayIn(why.sentence(words)),
    }
    servers.send(&route, letter, words).await
}

/// What we call ourselves towards other servers.
pub fn own_name(desk: &Desk) -> ClientId {
    let ours = desk.public_url();
    match ours.as_ref().and_then(url::Url::host) {
        Some(Host::Domain(name)) => ClientId::Domain(name.to_owned()),
        Some(Host::Ipv4(ip)) => ClientId::Ipv4(ip),
        Some(Host::Ipv6(ip)) => ClientId::Ipv6(ip),
        None => ClientId::default(),
    }
}
