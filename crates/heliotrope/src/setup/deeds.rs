//! What the pages and the terminal share: the link, the first admin, trying a
//! mailbox and keeping it, the house's word.

use std::time::Duration;

use ::store::Tx;
use axum::http::StatusCode;
use url::Url;

use super::rules::{Account, LINK_LASTS, Reach, Step, Wanted};
use super::store;
use crate::consents::{self, Access};
use crate::fetch;
use crate::hours::{self, Hours};
use crate::kit::words::{Lang, Words};
use crate::kit::{At, random};
use crate::mailboxes::{self, Fetching, Server};
use crate::mailroom::{self, trip};
use crate::t;
use crate::team::{self, By};
use crate::web::{self, Desk, Problem, call};

/// Where the set-up goes on; none: there is nothing to set up.
///
/// Whoever added a person or a mailbox by command does not want to be led.
pub fn step(tx: &mut Tx<'_>) -> Result<Option<Step>, ::store::Error> {
    if let Some(begun) = store::begun(tx)? {
        return Ok(Some(match begun.mailbox {
            None => Step::Mailbox,
            Some(mailbox) => Step::Word { mailbox },
        }));
    }
    let untouched = team::all(tx)?.is_empty() && mailboxes::store::all(tx)?.is_empty();
    Ok(untouched.then_some(Step::You))
}

/// The path of a new link, when there is something to set up: put it after the
/// address where the desk is reached.
pub fn print_link(tx: &mut Tx<'_>, now: At) -> Result<Option<String>, ::store::Error> {
    if step(tx)?.is_none() {
        return Ok(None);
    }
    let token = random::token();
    store::print(tx, &random::digest(&token), now, now.plus(LINK_LASTS))?;
    Ok(Some(format!("/setup/{token}")))
}

/// How somebody proves that the first page is theirs to fill in.
#[derive(Debug, Clone, Copy)]
pub enum Entitled {
    /// Holds this link, bound to this browser.
    Link(i64),
    /// Sits at the machine.
    Terminal,
}

/// The first admin, and everything they said about the house; gives their
/// number and a session.
///
/// # Errors
/// 409 `set-up` when somebody was faster; a refusal for a name or address that
/// cannot be.
pub fn first_admin(
    tx: &mut Tx<'_>,
    new: &team::New,
    public_url: Option<&Url>,
    by: Entitled,
    now: At,
) -> Result<(i64, String), Problem> {
    tx.lock("setup")?;
    if step(tx)? != Some(Step::You) {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "set-up",
            "setup-already",
        ));
    }
    let agent = team::add(tx, new, By::Command, now)?;
    if let Some(url) = public_url {
        web::keep_public_url(tx, url)?;
    }
    store::begin(tx, agent)?;
    store::end_links(tx, now)?;
    let session = match by {
        Entitled::Link(link) => {
            team::audit(tx, now, "system", "set-up-link", &format!("link:{link}"))?;
            team::open_session(tx, agent, now)?
        }
        Entitled::Terminal => String::new(),
    };
    Ok((agent, session))
}

/// What came of asking for ourselves at a public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Led {
    Here,
    /// Somebody answers there, and it is not this desk.
    Elsewhere,
    /// In the connection's own words.
    Nowhere(String),
}

/// Calls the public address as a customer's browser would.
pub async fn call_ourselves(desk: &Desk, url: &Url) -> Led {
    const WITHIN: Duration = Duration::from_secs(10);
    let nonce = random::id();
    let asked = format!("{}healthz?nonce={nonce}", url.as_str());
    let limits = call::Limits {
        within: WITHIN,
        bytes: 4096,
        // The address is ours: most often it leads into our own network.
        may_ask: |_| true,
    };
    let proof = format!("ok {}\n", desk.keys.proof(&nonce));
    match call::get(asked, limits).await {
        Ok(answer) if answer == proof => Led::Here,
        Ok(_) => Led::Elsewhere,
        Err(said) => Led::Nowhere(said),
    }
}

/// Which sentence stands on the next page about the address we are reached at.
pub fn said_of(reach: Reach) -> Option<&'static str> {
    match reach {
        Reach::Machine => Some("setup-reach-machine"),
        Reach::Network => Some("setup-reach-network"),
        Reach::World => None,
    }
}

/// How far the trial of a mailbox came. What failed has a sentence with the
/// other side's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub imap: Result<(), String>,
    pub smtp: Result<(), String>,
    /// None: nobody let us in.
    pub trip: Option<trip::Trip>,
}

impl Tried {
    pub fn is_well(&self) -> bool {
        self.back().is_some()
    }

    pub fn back(&self) -> Option<&trip::Back> {
        self.trip.as_ref()?.back()
    }
}

/// What opens a mailbox that is tried. Never logged.
pub enum Opens {
    Password(String),
    Consent(Access),
}

impl Opens {
    fn access(&self) -> Option<&Access> {
        match self {
            Opens::Password(_) => None,
            Opens::Consent(access) => Some(access),
        }
    }
}

/// Signs in on both sides, then sends a letter to the mailbox itself and waits
/// for it.
pub async fn try_mailbox(desk: &Desk, wanted: &Wanted, opens: &Opens, words: Words) -> Tried {
    let access = opens.access();
    let incoming = server(desk, &wanted.imap, opens);
    let outgoing = wanted.smtp.as_ref().map(|a| server(desk, a, opens));
    let source = fetch::secret(desk, &incoming, access).map(|s| fetch::to(&incoming, s));
    let sign_in = async {
        match &source {
            Ok(source) => fetch::try_sign_in(source).await.map(|_| ()),
            Err(why) => Err(why.clone()),
        }
    };
    let (imap, (_, smtp)) = tokio::join!(
        sign_in,
        mailroom::way_in(desk, outgoing.as_ref(), access, words)
    );
    let imap = imap.map_err(|why| why.sentence(words, &wanted.imap.way.to_string()));
    let trip = match (&source, &imap, &smtp) {
        (Ok(source), Ok(()), Ok(())) => {
            let trial = trip::Trial {
                address: &wanted.address,
                name: &wanted.name,
                server: outgoing.as_ref(),
                access,
                source,
            };
            Some(trip::round_trip(desk, &trial, words).await)
        }
        _ => None,
    };
    Tried { imap, smtp, trip }
}

fn server(desk: &Desk, account: &Account, opens: &Opens) -> Server {
    let seal = |password: &String| desk.keys.seal(password);
    let password = match opens {
        Opens::Password(password) => account.user.as_ref().map(|_| seal(password)),
        Opens::Consent(_) => None,
    };
    Server {
        host: account.way.host.clone(),
        port: account.way.port,
        tls: account.way.tls,
        account: account.user.clone(),
        sealed_password: password,
    }
}

/// The mailbox as it is to be kept, its passwords sealed.
pub fn mailbox(
    desk: &Desk,
    wanted: &Wanted,
    opens: &Opens,
    lang: Lang,
    zone: &str,
) -> mailboxes::store::Wanted {
    mailboxes::store::Wanted {
        address: wanted.address.clone(),
        name: match wanted.name.as_str() {
            "" => wanted.address.clone(),
            name => name.to_owned(),
        },
        signature: String::new(),
        language: lang.code().to_owned(),
        zone: zone.to_owned(),
        // Nothing leaves by itself before somebody gave the house's word.
        receipt: false,
        answer_within_min: None,
        server: wanted.smtp.as_ref().map(|a| server(desk, a, opens)),
        imap: Some(Fetching {
            bring: wanted.bring,
            ..Fetching::from_now_on(server(desk, &wanted.imap, opens))
        }),
    }
}

/// Keeps a mailbox with what its trial showed, and with the consent that opens
/// it. `agent`: whose set-up it belongs to.
///
/// # Errors
/// 409 `taken` when the address is a mailbox already.
pub fn keep_mailbox(
    tx: &mut Tx<'_>,
    new: &mailboxes::store::Wanted,
    tried: Option<&Tried>,
    consent: Option<i64>,
    (agent, by): (i64, By),
    now: At,
) -> Result<i64, Problem> {
    tx.lock("mailboxes")?;
    if mailboxes::store::by_address(tx, &new.address)?.is_some() {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "taken",
            "mailboxes-taken",
        ));
    }
    let id = mailboxes::store::add(tx, new, now)?;
    if let Some(trip) = tried.and_then(|tried| tried.trip.as_ref()) {
        trip.keep(tx, id, now)?;
    }
    if let Some(consent) = consent {
        consents::store::belongs_to(tx, consent, id)?;
    }
    store::has_mailbox(tx, agent, id)?;
    team::audit(
        tx,
        now,
        &by.to_string(),
        "mailbox-add",
        &format!("mailbox:{id}"),
    )?;
    Ok(id)
}

/// The house's word: within how many of our hours somebody answers.
#[derive(Debug, Clone)]
pub struct OurWord {
    /// Whether each new case gets one, by itself.
    pub receipt: bool,
    pub answer_within_min: Option<i64>,
    pub hours: Option<Hours>,
    pub zone: String,
    pub language: Lang,
}

/// The last step. `word`: none when it was skipped.
pub fn finish(
    tx: &mut Tx<'_>,
    mailbox: i64,
    word: Option<&OurWord>,
    agent: i64,
    now: At,
) -> Result<(), ::store::Error> {
    if let Some(word) = word {
        mailboxes::store::give_word(
            tx,
            mailbox,
            word.receipt,
            word.answer_within_min,
            &word.zone,
            word.language.code(),
        )?;
        hours::store::keep(tx, mailbox, word.hours.as_ref())?;
        team::audit(
            tx,
            now,
            &By::Agent(agent).to_string(),
            "mailbox-change",
            &format!("mailbox:{mailbox}"),
        )?;
    }
    store::finish(tx, agent, now)
}

/// The four ticks in words: what held, or what failed and why.
pub fn ticks(words: Words, wanted: &Wanted, tried: &Tried) -> Vec<(bool, String)> {
    let imap = wanted.imap.way.to_string();
    let smtp = wanted
        .smtp
        .as_ref()
        .map_or_else(|| t!(words, "setup-house-server"), |a| a.way.to_string());
    let mut ticks = vec![(
        true,
        t!(words, "setup-tick-found", imap = imap, smtp = smtp),
    )];
    match (&tried.imap, &tried.smtp) {
        (Ok(()), Ok(())) => ticks.push((true, t!(words, "setup-tick-signed-in"))),
        (imap, smtp) => {
            let said = [imap, smtp].into_iter().filter_map(|r| r.as_ref().err());
            ticks.extend(said.map(|why| (false, why.clone())));
        }
    }
    let Some(trip) = &tried.trip else {
        return ticks;
    };
    match &trip.sent {
        Ok(_) => ticks.push((true, t!(words, "setup-tick-sent"))),
        Err(said) => ticks.push((
            false,
            t!(words, "setup-tick-not-sent", said = said.as_str()),
        )),
    }
    match &trip.back {
        Some(Ok(back)) => {
            let seconds = back.took.as_secs_f64().ceil() as i64;
            ticks.push((true, t!(words, "setup-tick-back", seconds = seconds)));
        }
        Some(Err(said)) => ticks.push((false, said.clone())),
        None => {}
    }
    ticks
}
