//! `heliotrope setup`: the three pages of the set-up, in a terminal.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use jiff::tz::TimeZone;

use super::at_hand::{Common, say, spoken};
use super::user::zone_of_machine;
use crate::app;
use crate::consents;
use crate::hours;
use crate::kit::config;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::rules::{Wrong, minutes};
use crate::setup::deeds::{self, Entitled, Led, Opens, OurWord, Tried};
use crate::setup::discover::{Asker, Way};
use crate::setup::rules::{Mailbox, Reach, Step, Wanted, reach};
use crate::setup::store;
use crate::team::{self, By, Role};
use crate::web::Desk;

const WORDS: Lang = Lang::En;

/// Set the desk up, step by step: the first person, a mailbox, our word. The
/// same as the link that `serve` prints; goes on where it was left.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope setup --data /var/lib/heliotrope")]
pub struct Setup {
    #[command(flatten)]
    common: Common,
}

pub fn run(setup: &Setup) -> anyhow::Result<ExitCode> {
    if !std::io::stdin().is_terminal() {
        let given = setup.common.repeated();
        eprintln!(
            "setup asks questions, and nobody sits at a terminal here. The same by commands:\n  \
             heliotrope user add ADDRESS --name NAME --role admin --password-stdin{given} < password\n  \
             heliotrope mailbox add ADDRESS --smtp URL --imap URL{given} < password\n  \
             heliotrope mailbox test{given}"
        );
        return Ok(ExitCode::from(2));
    }
    setup.common.at_desk(async |desk| {
        while let Some(step) = desk.db.read(deeds::step).await? {
            match step {
                Step::You => you(desk).await?,
                Step::Mailbox => mailbox(desk).await?,
                Step::Word { mailbox } => word(desk, mailbox).await?,
            }
        }
        let given = setup.common.repeated();
        match app::serving_at(&desk.config) {
            Some(_) => say(format_args!(
                "The desk is set up. It is open at {}",
                desk.base_url()
            ))?,
            None => say(format_args!(
                "The desk is set up. `heliotrope serve{given}` opens it."
            ))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// One line; what stands in brackets when nothing is typed.
fn ask(what: &str, otherwise: &str) -> anyhow::Result<String> {
    let offered = match otherwise {
        "" => String::new(),
        otherwise => format!(" [{otherwise}]"),
    };
    eprint!("{what}{offered}: ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line)?;
    ensure!(
        read > 0,
        "the terminal was closed; `heliotrope setup` goes on where it was left"
    );
    Ok(match line.trim() {
        "" => otherwise.to_owned(),
        typed => typed.to_owned(),
    })
}

fn hidden(what: &str) -> anyhow::Result<String> {
    rpassword::prompt_password(format!("{what} (not shown): ")).context("reading a password")
}

/// Asks until `read` takes the answer; says why it does not.
fn ask_until<T>(
    what: &str,
    otherwise: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> anyhow::Result<T> {
    loop {
        match read(&ask(what, otherwise)?) {
            Ok(value) => return Ok(value),
            Err(why) => eprintln!("  {why}"),
        }
    }
}

async fn you(desk: &Desk) -> anyhow::Result<()> {
    let words = Words::of(WORDS);
    let no = |wrong: team::rules::Wrong| wrong_words(words, wrong.key());
    eprintln!("1 of 3: you. You will look after this desk; others can be added at any time.");
    let name = ask_until("Your name", "", |t| team::rules::name(t).map_err(no))?;
    let address = ask_until("Your mail address", "", |t| {
        team::rules::address(t).map_err(no)
    })?;
    let password = loop {
        let typed = hidden("Password for this desk")?;
        match team::rules::password(&typed) {
            Err(wrong) => eprintln!("  {}", no(wrong)),
            Ok(()) if hidden("Once more")? == typed => break typed,
            Ok(()) => eprintln!("  The two were not the same."),
        }
    };
    let public_url = match &desk.config.web.public_url {
        Some(_) => None,
        None => public_url(desk).await?,
    };
    let new = team::New {
        address,
        name,
        role: Role::Admin,
        lang: WORDS,
        zone: zone_of_machine(),
        password_hash: Some(team::hash_password(password).await.map_err(spoken)?),
    };
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::first_admin(tx, &new, public_url.as_ref(), Entitled::Terminal, now))
        .await
        .map_err(spoken)?;
    Ok(())
}

async fn public_url(desk: &Desk) -> anyhow::Result<Option<url::Url>> {
    let words = Words::of(WORDS);
    loop {
        let url = ask_until("Public address of the desk", &desk.base_url(), |typed| {
            config::public_url(typed)
        })?;
        let reach = reach(&url);
        if let Some(key) = deeds::said_of(reach) {
            eprintln!("  {}", words.say(key));
        }
        if reach == Reach::Machine {
            return Ok(None);
        }
        let why = match deeds::call_ourselves(desk, &url).await {
            Led::Here => return Ok(Some(url)),
            Led::Elsewhere => words.say("setup-led-elsewhere"),
            Led::Nowhere(said) => format!("{} {said}", words.say("setup-led-nowhere")),
        };
        eprintln!("  {why}\n  That is no wonder while no `serve` runs.");
        if ask("Keep this address", "yes")?.starts_with('y') {
            return Ok(Some(url));
        }
    }
}

fn wrong_words(words: Words, key: &str) -> String {
    let n = i64::try_from(team::rules::PASSWORD_AT_LEAST).unwrap_or_default();
    words.with(key, [("n", n.into())])
}

async fn mailbox(desk: &Desk) -> anyhow::Result<()> {
    let words = Words::of(WORDS);
    let begun = desk
        .db
        .read(store::begun)
        .await?
        .context("a set-up was begun")?;
    eprintln!("\n2 of 3: the mailbox that customers write to. Its letters stay where they are.");
    let mut typed = Mailbox {
        address: ask_until("Its mail address", "", super::at_hand::address)?,
        ..Mailbox::default()
    };
    eprintln!("Looking for its servers");
    let found = Asker::of(&desk.config)?.find(&typed.address).await;
    typed = typed.with(&found);
    by_consent(desk, &typed)?;
    let mut opens = Opens::Password(hidden("Its password")?);
    loop {
        servers(&mut typed)?;
        let wanted = match typed.read(desk.config.smtp.is_some()) {
            Ok(wanted) => wanted,
            Err(wrong) => {
                say_wrong(words, &wrong);
                continue;
            }
        };
        eprintln!("Signing in, and sending a letter to {}", wanted.address);
        let tried = deeds::try_mailbox(desk, &wanted, &opens, words).await;
        for (held, sentence) in deeds::ticks(words, &wanted, &tried) {
            eprintln!("  {} {sentence}", if held { "✓" } else { "✗" });
        }
        let choice = match tried.is_well() {
            true => "keep".to_owned(),
            false => ask(
                "Again, another password, keep it although, or stop",
                "again",
            )?,
        };
        match choice.split_whitespace().next() {
            Some("keep") => return keep(desk, &wanted, &opens, &tried, begun.agent).await,
            Some("another" | "password") => opens = Opens::Password(hidden("Its password")?),
            Some("stop") => bail!(
                "stopped; nothing was kept of this mailbox, and `heliotrope setup` goes on here"
            ),
            _ => {}
        }
    }
}

/// Consent is given in a browser, at a page of the provider: a terminal can
/// only say where.
fn by_consent(desk: &Desk, typed: &Mailbox) -> anyhow::Result<()> {
    let Some(terms) = consents::deeds::provider_of(desk, &typed.imap_host) else {
        return Ok(());
    };
    let (name, base) = (&terms.name, desk.base_url());
    eprintln!(
        "{name} takes mail for this address and lets programs in by consent, which is given in a browser:\n  \
         start `heliotrope serve`, open {base}/setup/mailbox, and sign in with {name} there."
    );
    let choice = ask("Stop here, or go on with an app password", "stop")?;
    ensure!(
        !choice.starts_with('s'),
        "stopped; nothing was kept of this mailbox. Go on at {base}/setup/mailbox, or here by `heliotrope setup`"
    );
    Ok(())
}

/// Shows what is proposed; whoever presses Enter takes it.
fn servers(typed: &mut Mailbox) -> anyhow::Result<()> {
    let one =
        |what: &str, host: &mut String, port: &mut String, tls: &mut String, user: &mut String| {
            let offered = match host.is_empty() {
                true => String::new(),
                false => format!("{host}:{port} {tls}"),
            };
            let way = ask_until(
                &format!("{what}, as host:port tls|starttls|none"),
                &offered,
                way,
            )?;
            (*host, *port, *tls) = (way.host, way.port.to_string(), way.tls.word().to_owned());
            *user = ask("  Account there", user)?;
            anyhow::Ok(())
        };
    if typed.imap_user.is_empty() {
        typed.imap_user.clone_from(&typed.address);
    }
    if typed.smtp_user.is_empty() {
        typed.smtp_user.clone_from(&typed.address);
    }
    one(
        "Letters come in (IMAP)",
        &mut typed.imap_host,
        &mut typed.imap_port,
        &mut typed.imap_tls,
        &mut typed.imap_user,
    )?;
    one(
        "Letters go out (SMTP)",
        &mut typed.smtp_host,
        &mut typed.smtp_port,
        &mut typed.smtp_tls,
        &mut typed.smtp_user,
    )
}

fn way(text: &str) -> Result<Way, String> {
    let shape = || "write it like imap.example.org:993 tls".to_owned();
    let (place, tls) = text
        .split_once(char::is_whitespace)
        .unwrap_or((text, "tls"));
    let (host, port) = place.rsplit_once(':').ok_or_else(shape)?;
    url::Host::parse(host).map_err(|_| shape())?;
    let port = port.parse().map_err(|_| shape())?;
    Ok(Way::new(host, port, tls.trim().parse()?))
}

fn say_wrong(words: Words, wrong: &[Wrong]) {
    for wrong in wrong {
        eprintln!("  {}: {}", wrong.field, words.say(wrong.key));
    }
}

async fn keep(
    desk: &Desk,
    wanted: &Wanted,
    opens: &Opens,
    tried: &Tried,
    agent: i64,
) -> anyhow::Result<()> {
    let new = deeds::mailbox(desk, wanted, opens, WORDS, &zone_of_machine());
    let (tried, now) = (tried.clone(), desk.now());
    desk.db
        .write(move |tx| {
            let whose = (agent, By::Command);
            deeds::keep_mailbox(tx, &new, Some(&tried), None, whose, now)
        })
        .await
        .map_err(spoken)?;
    Ok(())
}

async fn word(desk: &Desk, mailbox: i64) -> anyhow::Result<()> {
    let begun = desk
        .db
        .read(store::begun)
        .await?
        .context("a set-up was begun")?;
    eprintln!("\n3 of 3: our word. The receipt of a new case promises a first answer by then.");
    let receipt = ask("Send a receipt for each new case", "yes")?.starts_with('y');
    let answer_within_min = ask_until(
        "First answer within how many hours, - for no date",
        "4",
        |t| {
            minutes(if t == "-" { "" } else { t })
                .map_err(|()| "write a number of hours".to_owned())
        },
    )?;
    let mut word = OurWord {
        receipt,
        answer_within_min,
        hours: None,
        zone: zone_of_machine(),
        language: WORDS,
    };
    if answer_within_min.is_some() {
        word.zone = ask_until("Time zone", &word.zone, |t| {
            TimeZone::get(t)
                .map(|_| t.to_owned())
                .map_err(|e| e.to_string())
        })?;
        word.hours = opening_hours(&TimeZone::get(&word.zone)?)?;
    }
    word.language = ask_until(
        "Language of our letters when nothing else tells, en or de",
        "en",
        |t| t.parse::<Lang>().map_err(|e| e.to_string()),
    )?;
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::finish(tx, mailbox, Some(&word), begun.agent, now))
        .await?;
    Ok(())
}

fn opening_hours(zone: &TimeZone) -> anyhow::Result<Option<hours::Hours>> {
    loop {
        let week = ask("Open Monday to Friday, - for closed", "9:00–17:00")?;
        let saturday = ask("Open on Saturday, - for closed", "-")?;
        let sunday = ask("Open on Sunday, - for closed", "-")?;
        let open = |text: &str| match text {
            "-" => String::new(),
            text => text.to_owned(),
        };
        let typed = hours::Typed {
            monday: open(&week),
            tuesday: open(&week),
            wednesday: open(&week),
            thursday: open(&week),
            friday: open(&week),
            saturday: open(&saturday),
            sunday: open(&sunday),
        };
        match typed.read(zone) {
            Ok(hours) => return Ok(hours),
            Err(days) => eprintln!(
                "  {}: write it like 9:00–12:30, 13:30–17:00",
                days.join(", ")
            ),
        }
    }
}
