//! Fills a new data folder as life would: every letter through the SMTP door,
//! rounds of answers by In-Reply-To, then most cases closed by the API.

use std::io::Write;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::desk::{Client, Place};
use crate::figures::Run;
use crate::load::{self, Load};
use crate::mail::{Letter, Smtp};
use crate::world::World;

const CONNECTIONS: usize = 32;
/// One case in so many is long: 10 messages.
pub const LONG_EACH: u64 = 10;
pub const LONG: u64 = 10;
/// One case in so many stays open.
const OPEN_EACH: u64 = 5;
/// Enough for a million messages on a slow machine.
const SECONDS: u64 = 3600;

#[derive(clap::Args)]
pub struct Seed {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 50_000)]
    cases: u64,
    #[arg(long, default_value_t = 200_000)]
    messages: u64,
}

impl Seed {
    pub fn run(self) -> Result<Run> {
        ensure!(
            self.messages >= self.cases && self.cases > 0,
            "each case has at least one message"
        );
        ensure!(
            World::read(&self.place.data).is_err(),
            "{} is seeded already: seed a new folder",
            self.place.data.display()
        );
        let mut run = Run::begin("seed", &self.place)?;
        let mut world = self.people()?;
        let desk = self.place.serve(None)?;

        let rounds = rounds(self.cases, self.messages);
        let letters: usize = rounds.iter().map(Vec::len).sum();
        let (mut seconds, mut cpu) = (0.0, 0.0);
        for (n, round) in (0..).zip(&rounds) {
            let load = Load {
                seconds: SECONDS,
                ..Load::new(CONNECTIONS, round.len()).cold()
            };
            let done = load::run(load, desk.pid(), |_| {
                let mut smtp = Smtp::connect(desk.smtp)?;
                let mailbox = world.mailbox.clone();
                Ok(move |k: usize| {
                    smtp.deliver(
                        Letter {
                            run: 0,
                            case: round[k],
                            n,
                        },
                        &mailbox,
                    )
                })
            })?;
            ensure!(
                done.requests == round.len(),
                "round {n} took longer than {SECONDS} s"
            );
            seconds += done.seconds;
            cpu += done.cpu_ms * done.requests as f64;
        }
        run.add("letters in", letters as f64, "");
        run.add("letters in, rate", letters as f64 / seconds, "/s");
        run.add("letters in, server CPU each", cpu / letters as f64, "ms");

        let api = Client::api(&desk.url, &world);
        let newest = api.get("/api/v1/cases?limit=1")?.json(200)?;
        let newest = newest["items"][0]["number"]
            .as_u64()
            .context("the newest case")?;
        ensure!(
            newest == self.cases,
            "{newest} cases came of it instead of {}",
            self.cases
        );
        let closing: Vec<u64> = (1..=newest).filter(|n| n % OPEN_EACH != 0).collect();
        let load = Load {
            seconds: SECONDS,
            ..Load::new(CONNECTIONS, closing.len()).cold()
        };
        let closed = load::run(load, desk.pid(), |_| {
            let (client, closing) = (api.another(), &closing);
            let body = json!({ "exemption": "nothing_to_tell" });
            Ok(move |k: usize| {
                let path = format!("/api/v1/cases/{}/closing", closing[k]);
                Ok(client.post(&path, &body)?.expect(201)?.bytes.len())
            })
        })?;
        run.add("cases closed by the API", closed.requests as f64, "");
        run.add("cases closed by the API, rate", closed.per_second, "/s");
        run.add("all of it", seconds + closed.seconds, "s");

        (world.cases, world.messages, world.seeded) = (self.cases, letters as u64, self.cases);
        (run.cases, run.messages) = (world.cases, world.messages);
        world.write(&self.place.data)?;
        Ok(run)
    }

    /// Two agents, a token and a mailbox, by the commands anybody would use.
    fn people(&self) -> Result<World> {
        let world = World {
            agent: "mara@bench.example".to_owned(),
            password: "a long sentence for mara".to_owned(),
            token: String::new(),
            mailbox: "help@bench.example".to_owned(),
            cases: 0,
            messages: 0,
            seeded: 0,
            runs: 0,
        };
        let add = |address: &str, name: &str, role: &str| {
            let line = ["user", "add", address, "--name", name, "--role", role];
            let line = [&line[..], &["--password-stdin", "--json"]].concat();
            self.say(&line, &world.password)
        };
        add(&world.agent, "Mara", "admin")?;
        add("jonas@bench.example", "Jonas", "agent")?;
        self.say(
            &[
                "mailbox",
                "add",
                &world.mailbox,
                "--name",
                "Bench",
                "--json",
            ],
            "",
        )?;
        let token = self.say(&["token", "create", "--user", &world.agent, "--json"], "")?;
        let token = token["token"].as_str().context("the token")?.to_owned();
        Ok(World { token, ..world })
    }

    fn say(&self, line: &[&str], typed: &str) -> Result<Value> {
        let mut child = self
            .place
            .on_data(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting heliotrope {}", line[..2].join(" ")))?;
        let mut stdin = child.stdin.take().context("its input")?;
        // One that reads nothing may be gone already.
        let _ = writeln!(stdin, "{typed}");
        drop(stdin);
        let out = child.wait_with_output()?;
        ensure!(
            out.status.success(),
            "heliotrope {} ended with {}",
            line[..2].join(" "),
            out.status
        );
        Ok(serde_json::from_slice(&out.stdout)?)
    }
}

/// The cases that get an n-th letter. Every [`LONG_EACH`]th gets [`LONG`] as
/// far as the number of messages allows, the others share the rest evenly.
fn rounds(cases: u64, messages: u64) -> Vec<Vec<u64>> {
    let long = cases.div_ceil(LONG_EACH);
    let spare = messages - cases;
    let for_long = if spare >= long * (LONG - 1) {
        LONG - 1
    } else {
        0
    };
    let others = cases - long;
    let rest = spare - long * for_long;
    let mut rounds: Vec<Vec<u64>> = vec![(0..cases).collect()];
    let mut other = 0;
    for case in 0..cases {
        let more = if case % LONG_EACH == 0 {
            if others == 0 { rest } else { for_long }
        } else {
            other += 1;
            rest * other / others - rest * (other - 1) / others
        };
        for n in 1..=usize::try_from(more).unwrap_or(0) {
            if rounds.len() == n {
                rounds.push(Vec::new());
            }
            rounds[n].push(case);
        }
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: u64, messages: u64, longest: usize) {
        let rounds = rounds(cases, messages);
        assert_eq!(rounds.iter().map(Vec::len).sum::<usize>() as u64, messages);
        assert_eq!(rounds.len(), longest);
    }

    #[test]
    fn every_message_has_its_case() {
        check(50_000, 200_000, 10);
        check(1_000, 4_000, 10);
        check(7, 7, 1);
        check(1, 5, 5);
        check(100, 150, 2);
    }
}
