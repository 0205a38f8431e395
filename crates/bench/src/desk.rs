//! The real program as a child, and a browser or an API client for it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::world::World;

/// How long a start may take before we give up.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(clap::Args, Clone)]
pub struct Place {
    /// The program to measure (otherwise `heliotrope` beside this one).
    #[arg(long, value_name = "PATH")]
    heliotrope: Option<PathBuf>,
    /// The data folder, made by `bench seed`.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// postgres://user@host/name instead of SQLite in the data folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The cores the servers are held to, as taskset writes them; "" for all.
    #[arg(long, default_value = "0,1")]
    pub cores: String,
}

impl Place {
    pub fn program(&self) -> PathBuf {
        self.heliotrope.clone().unwrap_or_else(|| {
            let here = std::env::current_exe().unwrap_or_default();
            here.with_file_name("heliotrope")
        })
    }

    /// Debug builds are many times slower: their figures would mislead.
    pub fn check(&self) -> Result<()> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("making {}", self.data.display()))?;
        let program = self.program();
        ensure!(
            program.is_file(),
            "there is no {}: build it with `cargo build --release`, or name another with --heliotrope",
            program.display()
        );
        if program.parent().is_some_and(|p| p.ends_with("debug")) {
            eprintln!(
                "bench: {} is a debug build, its figures say nothing",
                program.display()
            );
        }
        Ok(())
    }

    pub fn engine(&self) -> &'static str {
        if self.database.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    }

    /// `heliotrope ARGS`, on the cores of the server.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = held(&self.cores, self.program());
        command.args(args);
        command
    }

    /// `heliotrope ARGS --data DIR`.
    pub fn on_data(&self, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command.arg("--data").arg(&self.data);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command
    }

    /// Lets the machine come to rest before writing is measured: a start of a
    /// newer program copies the database first, and the disk is busy with that
    /// copy for a while; a database that nobody has read lately must be fetched
    /// page by page, and a desk that is at work has read its own.
    pub fn settle(&self) -> Result<()> {
        drop(self.serve(None)?);
        for entry in std::fs::read_dir(&self.data).context("reading the data folder")? {
            let path = entry?.path();
            if path.is_file() {
                let mut file = std::fs::File::open(&path)?;
                file.sync_all()
                    .with_context(|| format!("syncing {}", path.display()))?;
                std::io::copy(&mut file, &mut std::io::sink())
                    .with_context(|| format!("reading {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Starts `serve`. With a `sink` letters that leave go there.
    pub fn serve(&self, sink: Option<SocketAddr>) -> Result<Desk> {
        let mut command = self.on_data(&["serve", "--json", "--listen", "127.0.0.1:0"]);
        command
            .env("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0")
            .env("HELIOTROPE_LOG__LEVEL", "warn");
        if let Some(sink) = sink {
            command
                .env("HELIOTROPE_SMTP__HOST", sink.ip().to_string())
                .env("HELIOTROPE_SMTP__PORT", sink.port().to_string())
                .env("HELIOTROPE_SMTP__TLS", "none");
        }
        let (child, ready) = ready(command)?;
        let address = |name: &str| {
            let text = ready[name].as_str();
            text.with_context(|| format!("the ready line has no {name}: {ready}"))
        };
        Ok(Desk {
            url: address("url")?.trim_end_matches('/').to_owned(),
            smtp: address("smtp")?
                .parse()
                .context("the address of the SMTP door")?,
            child,
        })
    }
}

/// `program` on these cores only.
pub fn held(cores: &str, program: PathBuf) -> Command {
    if cores.is_empty() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(program);
    command
}

/// Starts a server that says on its first line where it is.
pub fn ready(mut command: Command) -> Result<(Child, Value)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting a server")?;
    let out = child.stdout.take().context("the server's output")?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(out).lines();
        // Nobody may be waiting any more; reading on keeps the pipe open.
        let _ = tell.send(lines.next());
        lines.for_each(drop);
    });
    match told.recv_timeout(PATIENCE) {
        Ok(Some(line)) => {
            let line = line.context("reading the ready line")?;
            let ready = serde_json::from_str(&line);
            Ok((
                child,
                ready.with_context(|| format!("reading the ready line {line}"))?,
            ))
        }
        _ => {
            let _ = child.kill();
            let how = child.wait()?;
            bail!("the server did not become ready ({how}); see what it said above")
        }
    }
}

/// A running `serve`; stopped when it goes.
pub struct Desk {
    child: Child,
    pub url: String,
    pub smtp: SocketAddr,
}

impl Desk {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Asks it to stop, waits, and ends it when it does not.
pub fn stop(child: &mut Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    let until = Instant::now() + Duration::from_secs(15);
    while asked.is_ok() && Instant::now() < until {
        if let Ok(Some(_)) = child.try_wait() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// One client with one connection.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    /// Cookie or bearer token, as a header.
    who: Option<(&'static str, String)>,
    pub form_token: String,
}

pub struct Answer {
    pub status: u16,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The JSON of an answer that must have this status.
    pub fn json(&self, status: u16) -> Result<Value> {
        ensure!(
            self.status == status,
            "{} instead of {status}: {}",
            self.status,
            self.text()
        );
        Ok(serde_json::from_slice(&self.bytes)?)
    }

    pub fn expect(self, status: u16) -> Result<Answer> {
        ensure!(
            self.status == status,
            "{} instead of {status}: {}",
            self.status,
            self.text()
        );
        Ok(self)
    }
}

impl Client {
    /// Without any sign-in.
    pub fn new(url: &str) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Client {
            agent: config.new_agent(),
            url: url.to_owned(),
            who: None,
            form_token: String::new(),
        }
    }

    /// With the API token of the seeded world.
    pub fn api(url: &str, world: &World) -> Client {
        let mut client = Client::new(url);
        client.who = Some(("authorization", format!("Bearer {}", world.token)));
        client
    }

    /// Signs in by the form, as a browser does.
    pub fn browser(url: &str, world: &World) -> Result<Client> {
        let mut client = Client::new(url);
        let form = [
            ("address", world.agent.as_str()),
            ("password", &world.password),
        ];
        let answer = client
            .agent
            .post(format!("{url}/sign-in"))
            .header("sec-fetch-site", "same-origin")
            .send_form(form)
            .context("signing in")?;
        ensure!(
            answer.status() == 303,
            "signing in was answered with {}",
            answer.status()
        );
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|c| c.to_str().ok());
        let cookie = cookie.and_then(|c| c.split(';').next());
        client.who = Some(("cookie", cookie.context("no cookie came")?.to_owned()));
        let page = client.get("/today")?.expect(200)?.text();
        client.form_token = after(&page, "name=\"form_token\" value=\"").unwrap_or_default();
        Ok(client)
    }

    /// The same sign-in over a connection of its own.
    pub fn another(&self) -> Client {
        Client {
            agent: Client::new(&self.url).agent,
            ..self.clone()
        }
    }

    /// The same sign-in at another address (after a restart, or elsewhere).
    pub fn at(&self, url: &str) -> Client {
        Client {
            url: url.to_owned(),
            ..self.another()
        }
    }

    /// Who asks, as it stands in the head of a request.
    pub fn header(&self) -> String {
        let line = |(name, value): &(&str, String)| format!("{name}: {value}\r\n");
        self.who.as_ref().map_or(String::new(), line)
    }

    pub fn get(&self, path: &str) -> Result<Answer> {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        if let Some((name, value)) = &self.who {
            request = request.header(*name, value);
        }
        self.answer(path, request.call())
    }

    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("sec-fetch-site", "same-origin");
        if let Some((name, value)) = &self.who {
            request = request.header(*name, value);
        }
        let fields = fields.iter().copied();
        let fields = fields.chain([("form_token", self.form_token.as_str())]);
        self.answer(path, request.send_form(fields))
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/json");
        if let Some((name, value)) = &self.who {
            request = request.header(*name, value);
        }
        self.answer(path, request.send(&serde_json::to_vec(body)?[..]))
    }

    fn answer(
        &self,
        path: &str,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer> {
        let mut answer = answer.with_context(|| format!("asking for {path}"))?;
        Ok(Answer {
            status: answer.status().as_u16(),
            bytes: answer
                .body_mut()
                .read_to_vec()
                .with_context(|| format!("reading {path}"))?,
        })
    }
}

/// What stands in `text` between `before` and the next quotation mark.
pub fn after(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
