//! `heliotrope user`: the people who serve, from the command line.

use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use jiff::tz::TimeZone;
use serde_json::json;

use super::at_hand::{Common, say, say_json, secret, spoken};
use crate::cases;
use crate::kit::words::Lang;
use crate::team::{self, Agent, By, Purpose, Role};
use crate::web::Desk;

/// Who may sign in: add, list, disable, password, link.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct User {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    Add(Add),
    List(List),
    /// Let somebody sign in no more; their sessions end at once.
    Disable(One),
    Password(Password),
    Link(Link),
}

/// Add a person.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope user add maya@example.org --name Maya --role admin\n  \
                  heliotrope user add jo@example.org --name Jo --role agent --password-stdin < password"
)]
struct Add {
    /// Their mail address; they sign in with it.
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    common: Common,
    #[arg(long)]
    name: String,
    /// What they may do; light reads, writes notes and drafts replies.
    #[arg(long, value_parser = PossibleValuesParser::new(["admin", "lead", "agent", "light"]))]
    role: String,
    /// Read their password from standard input: its first line.
    #[arg(long)]
    password_stdin: bool,
    /// Print {"user"}: their number.
    #[arg(long)]
    json: bool,
}

/// List everybody.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope user list")]
struct List {
    #[command(flatten)]
    common: Common,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope user disable maya@example.org")]
struct One {
    /// Their mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    common: Common,
    /// Print {"user"}: their number.
    #[arg(long)]
    json: bool,
}

/// Set somebody's password. Their other sessions end.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  heliotrope user password maya@example.org --password-stdin < password"
)]
struct Password {
    #[command(flatten)]
    one: One,
    /// Read it from standard input: its first line.
    #[arg(long)]
    password_stdin: bool,
}

/// Make a link by which somebody signs in without a password, once, within an hour.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope user link maya@example.org")]
struct Link {
    /// Their mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    common: Common,
    /// Print {"link"}.
    #[arg(long)]
    json: bool,
}

pub fn run(user: &User) -> anyhow::Result<ExitCode> {
    match &user.deed {
        Deed::Add(add) => run_add(add),
        Deed::List(list) => run_list(list),
        Deed::Disable(one) => run_disable(one),
        Deed::Password(password) => run_password(password),
        Deed::Link(link) => run_link(link),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn run_add(add: &Add) -> anyhow::Result<()> {
    let role = Role::of_word(&add.role).context("reading the role")?;
    let password = add.password_stdin.then(|| secret("Password")).transpose()?;
    add.common.at_desk(async |desk| {
        let password_hash = match password {
            Some(password) => Some(team::hash_password(password).await.map_err(spoken)?),
            None => None,
        };
        let has_password = password_hash.is_some();
        let (address, name, now) = (add.address.clone(), add.name.clone(), desk.now());
        let id = desk
            .db
            .write(move |tx| {
                // A server's clock says little about the people who work on it.
                let first = || (Lang::default(), zone_of_machine());
                let (lang, zone) = team::store::habits(tx)?.unwrap_or_else(first);
                let new = team::New {
                    address: address.clone(),
                    name: name.clone(),
                    role,
                    lang,
                    zone,
                    password_hash: password_hash.clone(),
                };
                team::add(tx, &new, By::Command, now)
            })
            .await
            .map_err(spoken)?;
        if add.json {
            return say_json(&json!({ "user": id }));
        }
        say(format_args!("{} may sign in as {}.", add.name, add.address))?;
        if !has_password {
            eprintln!(
                "There is no password yet. For a link that signs in without one, once:\n  heliotrope user link {}{}",
                add.address,
                add.common.repeated()
            );
        }
        Ok(())
    })
}

fn run_list(list: &List) -> anyhow::Result<()> {
    list.common.at_old_desk(async |desk| {
        let all = desk.db.read(team::all).await?;
        if all.is_empty() {
            eprintln!(
                "Nobody yet. `heliotrope user add ADDRESS --name NAME --role admin` adds the first."
            );
        }
        for agent in all {
            let (role, disabled) = (agent.role.word(), agent.disabled);
            if list.json {
                say_json(&json!({
                    "user": agent.id, "address": agent.address, "name": agent.name, "role": role,
                    "password": agent.has_password, "disabled": disabled,
                }))?;
                continue;
            }
            let note = match (disabled, agent.has_password) {
                (true, _) => "  disabled",
                (false, false) => "  no password yet",
                (false, true) => "",
            };
            say(format_args!(
                "{:<32} {role:<6} {}{note}",
                agent.address, agent.name
            ))?;
        }
        Ok(())
    })
}

fn run_disable(one: &One) -> anyhow::Result<()> {
    one.common.at_old_desk(async |desk| {
        let agent = by_address(desk, &one.address).await?;
        ensure!(
            !agent.disabled,
            "{} may not sign in as it is; nothing was changed",
            agent.address
        );
        let (id, now) = (agent.id, desk.now());
        desk.db
            .write(move |tx| cases::deeds::leave(tx, id, By::Command, now))
            .await
            .map_err(spoken)?;
        done(one, &agent, "may sign in no more")
    })
}

fn run_password(asked: &Password) -> anyhow::Result<()> {
    let one = &asked.one;
    let password = secret("New password")?;
    one.common.at_old_desk(async |desk| {
        let agent = by_address(desk, &one.address).await?;
        let hash = team::hash_password(password).await.map_err(spoken)?;
        let (id, now) = (agent.id, desk.now());
        desk.db
            .write(move |tx| team::set_password(tx, id, &hash, By::Command, now))
            .await
            .map_err(spoken)?;
        done(one, &agent, "has a new password")
    })
}

fn run_link(asked: &Link) -> anyhow::Result<()> {
    asked.common.at_old_desk(async |desk| {
        let agent = by_address(desk, &asked.address).await?;
        ensure!(
            !agent.disabled,
            "{} may not sign in any more, so no link is made",
            agent.address
        );
        let (id, now) = (agent.id, desk.now());
        let path = desk
            .db
            .write(move |tx| team::link_to(tx, id, Purpose::SignIn, By::Command, now))
            .await
            .map_err(spoken)?;
        let link = format!("{}{path}", desk.base_url());
        match asked.json {
            true => say_json(&json!({ "link": link })),
            false => {
                eprintln!("Signs {} in, once, within an hour:", agent.name);
                say(link)
            }
        }
    })
}

fn done(one: &One, agent: &Agent, what: &str) -> anyhow::Result<()> {
    match one.json {
        true => say_json(&json!({ "user": agent.id })),
        false => say(format_args!("{} {what}.", agent.address)),
    }
}

/// # Errors
/// Names the nearest address when nobody has this one.
pub fn by_address(desk: &Desk, typed: &str) -> impl Future<Output = anyhow::Result<Agent>> {
    let address = typed.trim().to_lowercase();
    let db = desk.db.clone();
    async move {
        let mut all = db.read(team::all).await?;
        if let Some(at) = all.iter().position(|a| a.address == address) {
            return Ok(all.swap_remove(at));
        }
        let likeness = |a: &Agent| strsim::jaro_winkler(&a.address, &address);
        let nearest = all
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        match nearest {
            Some(nearest) => anyhow::bail!(
                "nobody here has the address {address}; the nearest is {}",
                nearest.address
            ),
            None => anyhow::bail!(
                "nobody is here yet; `heliotrope user add ADDRESS --name NAME --role admin` adds the first"
            ),
        }
    }
}

/// People work where their machine stands, until they say otherwise.
pub fn zone_of_machine() -> String {
    let zone = TimeZone::system();
    zone.iana_name().unwrap_or("UTC").to_owned()
}
