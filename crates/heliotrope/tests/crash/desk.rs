//! The program under test: its folder, its commands, its many lives.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::foreign::imap::Dovecot;
use super::foreign::{PASSWORD, USER};
use super::sink::Sink;

pub const MAILBOX: &str = "help@desk.example";

pub struct Desk {
    folder: tempfile::TempDir,
    database: Option<String>,
    token: String,
    pub sink: Sink,
    /// Where letters lie that the desk fetches.
    pub elsewhere: Mutex<Dovecot>,
    running: Option<Running>,
}

struct Running {
    child: Child,
    url: String,
    smtp: SocketAddr,
}

impl Desk {
    /// A new desk with one agent and one mailbox, made by the commands.
    pub fn new(database: Option<String>) -> Desk {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let elsewhere = runtime.block_on(Dovecot::start());
        let (account, port) = (USER.replace('@', "%40"), elsewhere.port);
        let imap = format!("imap://{account}@127.0.0.1:{port}?tls=none");
        let mut desk = Desk {
            folder: tempfile::tempdir().unwrap(),
            database,
            token: String::new(),
            sink: Sink::start(),
            elsewhere: Mutex::new(elsewhere),
            running: None,
        };
        let line = [
            "user",
            "add",
            "mara@desk.example",
            "--name",
            "Mara",
            "--role",
            "admin",
            "--json",
        ];
        desk.say(&line, "");
        let line = [
            "mailbox", "add", MAILBOX, "--name", "Desk", "--imap", &imap, "--json",
        ];
        desk.say(&line, PASSWORD);
        let token = desk.say(
            &["token", "create", "--user", "mara@desk.example", "--json"],
            "",
        );
        desk.token = token["token"].as_str().expect("a token").to_owned();
        desk
    }

    pub fn engine(&self) -> &'static str {
        if self.database.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    }

    /// `heliotrope ARGS` on this desk.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heliotrope"));
        command.args(args).arg("--data").arg(self.folder.path());
        // What this test was told is nothing to the desk.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HELIOTROPE_")) {
            command.env_remove(name);
        }
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command
            .current_dir(self.folder.path())
            .env("HELIOTROPE_KEY", "7e".repeat(32))
            .env("HELIOTROPE_SMTP__HOST", "127.0.0.1")
            .env(
                "HELIOTROPE_SMTP__PORT",
                self.sink.address.port().to_string(),
            )
            .env("HELIOTROPE_SMTP__TLS", "none")
            .env("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0")
            .env("HELIOTROPE_LOG__LEVEL", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    fn say(&self, args: &[&str], typed: &str) -> Value {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who reads nothing may be gone already.
        let _ = writeln!(child.stdin.take().unwrap(), "{typed}");
        let out = child.wait_with_output().unwrap();
        assert!(
            out.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}"))
    }

    pub fn start(&mut self) {
        let mut child = self
            .command(&["serve", "--json", "--listen", "127.0.0.1:0"])
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|e| panic!("ready line {line:?}: {e}"));
        self.running = Some(Running {
            url: ready["url"]
                .as_str()
                .expect("url")
                .trim_end_matches('/')
                .to_owned(),
            smtp: ready["smtp"].as_str().expect("smtp").parse().unwrap(),
            child,
        });
    }

    /// Its address stays known: the workers find out by themselves.
    pub fn kill(&self) {
        let pid = self.running().child.id().to_string();
        let killed = Command::new("kill").args(["-KILL", &pid]).status().unwrap();
        assert!(killed.success(), "it had died before we killed it");
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("started")
    }

    pub fn smtp(&self) -> SocketAddr {
        self.running().smtp
    }

    /// `heliotrope doctor`, which must find everything well.
    pub fn doctor(&self, when: &str) -> Value {
        let out = self.command(&["doctor", "--json"]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(
            out.status.success(),
            "{when}: {said} {}",
            String::from_utf8_lossy(&out.stderr)
        );
        let doctor: Value = serde_json::from_str(&said).unwrap();
        let n = |name: &str| doctor["ledger"][name].as_u64().expect("a number");
        let parts = n("case") + n("duplicate") + n("screened") + n("needs_person");
        assert_eq!(n("arrivals"), parts, "{when}: {said}");
        doctor
    }

    pub fn wait_until_all_left(&self, patience: Duration) -> Value {
        let from = Instant::now();
        loop {
            let doctor = self.doctor("at the end");
            if doctor["outbox"]["waiting"] == 0 {
                assert_eq!(doctor["outbox"]["failed"], 0);
                return doctor;
            }
            assert!(
                super::soon(from, patience),
                "letters still wait: {}",
                doctor["outbox"]
            );
        }
    }

    /// A request with the token; `None` when no answer came.
    pub fn ask(&self, path: &str, post: Option<(&str, &Value)>) -> Option<(u16, Value)> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        let url = format!("{}{path}", self.running().url);
        let bearer = format!("Bearer {}", self.token);
        let answer = match post {
            None => agent.get(url).header("authorization", bearer).call(),
            Some((key, body)) => agent
                .post(url)
                .header("authorization", bearer)
                .header("idempotency-key", key)
                .send_json(body),
        };
        let mut answer = answer.ok()?;
        let text = answer.body_mut().read_to_string().ok()?;
        let json = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}: {text}"));
        Some((answer.status().as_u16(), json))
    }

    /// All items of a list.
    pub fn list(&self, path: &str) -> Vec<Value> {
        let (status, page) = self.ask(path, None).expect("an answer");
        assert_eq!(status, 200, "{path}: {page}");
        assert_eq!(page["next"], Value::Null, "{path} has more than one page");
        page["items"].as_array().expect("a list").clone()
    }

    /// `receive` with this letter; it is started, not waited for.
    pub fn receive(&self, sender: &str, letter: &str) -> Child {
        let mut child = self
            .command(&[
                "receive",
                "--json",
                "--mailbox",
                MAILBOX,
                "--sender",
                sender,
            ])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It may be killed before it has read all of it.
        let _ = child.stdin.take().unwrap().write_all(letter.as_bytes());
        child
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
