//! `heliotrope mailbox`: our addresses, from the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, address, say, say_json, secret};
use super::user::zone_of_machine;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox, Server, ServerUrl};
use crate::mailroom;
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

/// Add an address, with a sending server of its own if it has one. When the
/// server asks for an account, its password is read from standard input.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope mailbox add help@example.org --name \"Example help\"\n  \
                  heliotrope mailbox add help@example.org --smtp 'smtp://help%40example.org@mail.example.org:587?tls=starttls' < password"
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
    /// Not spoken yet: letters come in by inbound.listen or `receive`.
    #[arg(long, value_name = "URL", hide = true)]
    imap: Option<String>,
    /// Read the server's password from this file instead of standard input.
    #[arg(long, value_name = "FILE", requires = "smtp")]
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

/// Connect to the sending server of an address, or of all, and sign in.
/// Nothing is sent.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope mailbox test\n  heliotrope mailbox test help@example.org"
)]
struct Test {
    #[arg(value_name = "ADDR", value_parser = address)]
    address: Option<String>,
    #[command(flatten)]
    common: Common,
    /// Print one JSON object a line: {"mailbox","address","server","ok","said"}.
    #[arg(long)]
    json: bool,
}

pub fn run(command: &MailboxCommand) -> anyhow::Result<ExitCode> {
    match &command.deed {
        Deed::Add(add) => run_add(add),
        Deed::List(list) => run_list(list),
        Deed::Test(test) => run_test(test),
    }
}

fn run_add(add: &Add) -> anyhow::Result<ExitCode> {
    ensure!(
        add.imap.is_none(),
        "letters are not fetched by IMAP yet; let the server hand them to inbound.listen or to `heliotrope receive`. Nothing was changed"
    );
    let password = password(add)?;
    add.common.at_desk(async |desk| {
        let server = add.smtp.as_ref().map(|url| Server {
            host: url.host.clone(),
            port: url.port,
            tls: url.tls,
            account: url.account.clone(),
            sealed_password: password.as_ref().map(|password| desk.keys.seal(password)),
        });
        let id = keep(desk, add, server).await?;
        match add.json {
            true => say_json(&json!({ "mailbox": id }))?,
            false => say(format_args!("{} is a mailbox now.", add.address))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn password(add: &Add) -> anyhow::Result<Option<String>> {
    let account = add.smtp.as_ref().and_then(|url| url.account.as_ref());
    let Some(account) = account else {
        ensure!(
            add.password_file.is_none(),
            "--password-file: a password needs an account; name it in --smtp smtp://account@host"
        );
        return Ok(None);
    };
    match &add.password_file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        None => secret(&format!("Password of {account}")).map(Some),
    }
}

async fn keep(desk: &Desk, add: &Add, server: Option<Server>) -> anyhow::Result<i64> {
    let wanted = mailboxes::store::Wanted {
        address: add.address.clone(),
        name: add.name.clone().unwrap_or_else(|| add.address.clone()),
        signature: String::new(),
        language: "en".to_owned(),
        zone: zone_of_machine(),
        receipt: true,
        answer_within_min: None,
        imap: None,
        server,
    };
    let now = desk.now();
    let added = desk
        .db
        .write(move |tx| {
            if mailboxes::store::by_address(tx, &wanted.address)?.is_some() {
                return Ok::<_, store::Error>(None);
            }
            let id = mailboxes::store::add(tx, &wanted, now)?;
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
            if list.json {
                say_json(&json!({
                    "mailbox": mailbox.id, "address": mailbox.address, "name": mailbox.name, "smtp": own,
                }))?;
                continue;
            }
            let house = desk.config.smtp.as_ref().map(|s| format!("{}:{} (smtp.host)", s.host, s.port));
            let server = own.or(house).unwrap_or_else(|| "no sending server".to_owned());
            say(format_args!("{:<32} {:<24} {server}", mailbox.address, mailbox.name))?;
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
    let (server, way) = mailroom::way_in(desk, mailbox.server.as_ref(), Words::of(Lang::En)).await;
    let (ok, said) = match way {
        Ok(()) => (true, "it lets us in".to_owned()),
        Err(said) => (false, said),
    };
    let address = &mailbox.address;
    match (test.json, &server) {
        (true, _) => say_json(&json!({
            "mailbox": mailbox.id, "address": address, "server": server, "ok": ok, "said": said,
        }))?,
        (false, Some(server)) => say(format_args!("{address} by {server}: {said}"))?,
        (false, None) => say(format_args!("{address}: {said}"))?,
    }
    Ok(ok)
}
