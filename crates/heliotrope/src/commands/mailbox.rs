//! `heliotrope mailbox`: our addresses, from the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, address, another_secret, say, say_json, secret};
use super::user::zone_of_machine;
use crate::consents;
use crate::fetch;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Fetching, ImapUrl, Mailbox, SentFolder, Server, ServerUrl};
use crate::mailroom::{self, trip};
use crate::team;
use crate::team::By;
use crate::web::Desk;

/// Addresses of ours: add, list, test.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct MailboxCommand {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    Add(Add),
    List(List),
    Test(Test),
}

/// Add an address, with a sending server of its own if it has one, and with
/// the server where its letters are fetched. When a server asks for an account,
/// its password is read from standard input: first the sending one's, on the
/// next line the other's; one line is good for both.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope mailbox add help@example.org --name \"Example help\"\n  \
                  heliotrope mailbox add help@example.org --smtp 'smtp://help%40example.org@mail.example.org:587?tls=starttls' < password\n  \
                  heliotrope mailbox add help@example.org --imap 'imap://help%40example.org@mail.example.org' < password"
)]
struct Add {
    #[arg(value_name = "ADDR", value_parser = address)]
    address: String,
    #[command(flatten)]
    common: Common,
    /// The name that letters carry; otherwise the address.
    #[arg(long)]
    name: Option<String>,
    /// smtp://user@host:port?tls=none|starttls|tls; otherwise smtp.host.
    #[arg(long, value_name = "URL")]
    smtp: Option<ServerUrl>,
    /// imap://user@host:port?tls=none|starttls|tls: letters are fetched there,
    /// from now on.
    #[arg(long, value_name = "URL")]
    imap: Option<ImapUrl>,
    /// Bring so many of the letters that lie there already, too.
    #[arg(long, value_name = "NUMBER", requires = "imap", value_parser = clap::value_parser!(i64).range(1..=100_000))]
    bring: Option<i64>,
    /// Put a copy of what leaves into the folder of sent letters there: the one
    /// that the server marks or calls so, or the one named here.
    #[arg(long, value_name = "FOLDER", requires = "imap", num_args = 0..=1, default_missing_value = "",
          value_parser = sent_folder)]
    file_sent: Option<SentFolder>,
    /// Read the servers' passwords from this file instead of standard input.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print {"mailbox"}: its number.
    #[arg(long)]
    json: bool,
}

/// List our addresses.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope mailbox list")]
struct List {
    #[command(flatten)]
    common: Common,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Connect to the servers of an address, or of all, and sign in: where its
/// letters leave, and where they are fetched. With both, one letter goes to the
/// address itself, and is waited for and taken away again.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope mailbox test\n  heliotrope mailbox test help@example.org"
)]
struct Test {
    #[arg(value_name = "ADDR", value_parser = address)]
    address: Option<String>,
    #[command(flatten)]
    common: Common,
    /// Print one JSON object a line: {"mailbox","address","way","server","ok","said"},
    /// way being smtp, imap or trip.
    #[arg(long)]
    json: bool,
}

fn sent_folder(name: &str) -> Result<SentFolder, String> {
    SentFolder::of(name).ok_or_else(|| "no folder has such a name".to_owned())
}

pub fn run(command: &MailboxCommand) -> anyhow::Result<ExitCode> {
    match &command.deed {
        Deed::Add(add) => run_add(add),
        Deed::List(list) => run_list(list),
        Deed::Test(test) => run_test(test),
    }
}

fn run_add(add: &Add) -> anyhow::Result<ExitCode> {
    let (sending, fetching) = passwords(add)?;
    add.common.at_desk(async |desk| {
        let sealed = |password: &Option<String>| password.as_ref().map(|p| desk.keys.seal(p));
        let server = add.smtp.as_ref().map(|url| url.server(sealed(&sending)));
        let imap = add.imap.as_ref().map(|ImapUrl(url)| Fetching {
            bring: add.bring,
            ..Fetching::from_now_on(url.server(sealed(&fetching)))
        });
        let id = keep(desk, add, server, imap).await?;
        match add.json {
            true => say_json(&json!({ "mailbox": id }))?,
            false => say(format_args!("{} is a mailbox now.", add.address))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The passwords of the sending account and of the one where letters lie.
fn passwords(add: &Add) -> anyhow::Result<(Option<String>, Option<String>)> {
    let sending = add.smtp.as_ref().and_then(|url| url.account.as_ref());
    let fetching = add.imap.as_ref().and_then(|url| url.0.account.as_ref());
    let (Some(first), second) = (sending.or(fetching), sending.and(fetching)) else {
        ensure!(
            add.password_file.is_none(),
            "--password-file: a password needs an account; name it in --smtp smtp://account@host"
        );
        return Ok((None, None));
    };
    let (one, other) = match &add.password_file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            let mut lines = text.lines().map(str::to_owned);
            let one = lines
                .next()
                .with_context(|| format!("{} is empty", file.display()))?;
            (one, lines.next().filter(|line| !line.is_empty()))
        }
        None => {
            let one = secret(&format!("Password of {first}"))?;
            let other = match second {
                Some(account) => another_secret(&format!(
                    "Password of {account} for IMAP, empty for the same"
                ))?,
                None => None,
            };
            (one, other)
        }
    };
    let other = other.unwrap_or_else(|| one.clone());
    Ok((sending.map(|_| one), fetching.map(|_| other)))
}

async fn keep(
    desk: &Desk,
    add: &Add,
    server: Option<Server>,
    imap: Option<Fetching>,
) -> anyhow::Result<i64> {
    let wanted = mailboxes::store::Wanted {
        address: add.address.clone(),
        name: add.name.clone().unwrap_or_else(|| add.address.clone()),
        signature: String::new(),
        language: "en".to_owned(),
        zone: zone_of_machine(),
        receipt: true,
        answer_within_min: None,
        server,
        imap,
    };
    let (now, sent) = (desk.now(), add.file_sent.clone());
    let added = desk
        .db
        .write(move |tx| {
            if mailboxes::store::by_address(tx, &wanted.address)?.is_some() {
                return Ok::<_, store::Error>(None);
            }
            let id = mailboxes::store::add(tx, &wanted, now)?;
            mailboxes::store::file_sent(tx, id, sent.as_ref())?;
            team::audit(
                tx,
                now,
                &By::Command.to_string(),
                "mailbox-added",
                &format!("mailbox:{id}"),
            )?;
            Ok(Some(id))
        })
        .await?;
    added.with_context(|| format!("{} is a mailbox already; nothing was changed", add.address))
}

fn run_list(list: &List) -> anyhow::Result<ExitCode> {
    list.common.at_old_desk(async |desk| {
        let all = desk.db.read(mailboxes::store::all).await?;
        if all.is_empty() {
            eprintln!("No mailbox yet. `heliotrope mailbox add ADDRESS` adds one.");
        }
        for mailbox in all {
            let own = mailbox.server.as_ref().map(|s| format!("{s:?}"));
            let imap = mailbox.imap.as_ref().map(|f| format!("{:?}", f.server));
            if list.json {
                say_json(&json!({
                    "mailbox": mailbox.id, "address": mailbox.address, "name": mailbox.name, "smtp": own,
                    "imap": imap, "file_sent": mailbox.sent.is_some(),
                    "sent_folder": mailbox.sent.as_ref().map(SentFolder::name).filter(|name| !name.is_empty()),
                }))?;
                continue;
            }
            let house = desk.config.smtp.as_ref().map(|s| format!("{}:{} (smtp.host)", s.host, s.port));
            let server = own.or(house).unwrap_or_else(|| "no sending server".to_owned());
            let fetched = imap.map(|from| format!(", fetched from {from}")).unwrap_or_default();
            say(format_args!("{:<32} {:<24} {server}{fetched}", mailbox.address, mailbox.name))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn run_test(test: &Test) -> anyhow::Result<ExitCode> {
    test.common.at_old_desk(async |desk| {
        let mut all = desk.db.read(mailboxes::store::all).await?;
        if let Some(asked) = &test.address {
            let known: Vec<String> = all.iter().map(|m| m.address.clone()).collect();
            all.retain(|m| m.address == *asked);
            ensure!(
                !all.is_empty(),
                "there is no mailbox {asked}; there is: {}",
                known.join(", ")
            );
        }
        if all.is_empty() {
            bail!("there is no mailbox yet; `heliotrope mailbox add ADDRESS` adds one");
        }
        let mut well = true;
        for mailbox in all {
            well &= try_one(desk, test, &mailbox).await?;
        }
        Ok(match well {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    })
}

async fn try_one(desk: &Desk, test: &Test, mailbox: &Mailbox) -> anyhow::Result<bool> {
    let mut well = true;
    // A mailbox may only fetch, or only send.
    let sends = mailbox.server.is_some() || desk.config.smtp.is_some();
    if sends || mailbox.imap.is_none() {
        let (server, way) = sends_by(desk, mailbox).await;
        well &= tell(
            test,
            mailbox,
            "smtp",
            server,
            way.map(|()| LETS_US_IN.to_owned()),
        )?;
    }
    if let Some(fetching) = &mailbox.imap {
        let server = format!("{}:{}", fetching.server.host, fetching.server.port);
        let tried = match fetch::source(desk, mailbox).await {
            Ok(Some(source)) => fetch::try_sign_in(&source).await,
            Ok(None) => return Ok(well),
            Err(trouble) => Err(trouble),
        };
        let said = match tried {
            Ok(way_in) => Ok(match way_in.letters {
                1 => format!("{LETS_US_IN}; 1 letter lies there"),
                n => format!("{LETS_US_IN}; {n} letters lie there"),
            }),
            Err(trouble) => Err(trouble.sentence(Words::of(Lang::En), &server)),
        };
        well &= tell(test, mailbox, "imap", Some(server), said)?;
    }
    // Whoever is not let in sends nothing.
    if well && let Some(trip) = trip::try_kept(desk, mailbox, Words::of(Lang::En)).await? {
        let said = match (trip.back(), trip.trouble()) {
            (Some(back), _) => {
                let plus = match back.plus {
                    true => "by a plus-address",
                    false => "plus-addresses are not kept there",
                };
                let took = back.took.as_secs_f64();
                Ok(format!(
                    "a letter to itself came back in {took:.1} s; {plus}"
                ))
            }
            (None, why) => Err(why.unwrap_or("it did not come back").to_owned()),
        };
        well &= tell(test, mailbox, "trip", None, said)?;
    }
    Ok(well)
}

async fn sends_by(desk: &Desk, mailbox: &Mailbox) -> (Option<String>, Result<(), String>) {
    let (server, words) = (mailbox.server.as_ref(), Words::of(Lang::En));
    let access = match server.is_some_and(Server::is_by_consent) {
        true => consents::access(desk, mailbox.id).await,
        false => Ok(None),
    };
    match access {
        Ok(access) => mailroom::way_in(desk, server, access.as_ref(), words).await,
        Err(why) => {
            let name = server.map(|s| format!("{}:{}", s.host, s.port));
            (name, Err(why.sentence(words)))
        }
    }
}

const LETS_US_IN: &str = "it lets us in";

fn tell(
    test: &Test,
    mailbox: &Mailbox,
    way: &str,
    server: Option<String>,
    tried: Result<String, String>,
) -> anyhow::Result<bool> {
    let ok = tried.is_ok();
    let (Ok(said) | Err(said)) = tried;
    let address = &mailbox.address;
    match (test.json, &server) {
        (true, _) => say_json(&json!({
            "mailbox": mailbox.id, "address": address, "way": way, "server": server, "ok": ok, "said": said,
        }))?,
        (false, Some(server)) if way == "imap" => {
            say(format_args!("{address} fetched from {server}: {said}"))?;
        }
        (false, Some(server)) => say(format_args!("{address} by {server}: {said}"))?,
        (false, None) => say(format_args!("{address}: {said}"))?,
    }
    Ok(ok)
}
