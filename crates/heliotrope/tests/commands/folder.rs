//! An empty folder with the real program in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// An empty folder to run commands in, with nothing of ours in the environment
/// but what the test sets.
pub struct Folder {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

impl Folder {
    pub fn new() -> Folder {
        Folder {
            dir: tempfile::tempdir().expect("a folder"),
            variables: Vec::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Every command and every `serve` from now on has it in its environment.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.push((name.to_owned(), value.into()));
    }

    pub fn command(&self, line: &[&str]) -> Command {
        self.clean(env!("CARGO_BIN_EXE_heliotrope"), line)
    }

    /// A line of the shell, where the program needs something around it.
    pub fn shell(&self, line: &str) -> Command {
        self.clean("bash", &["-c", line])
    }

    fn clean(&self, program: &str, line: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(line).current_dir(self.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HELIOTROPE_")) {
            command.env_remove(name);
        }
        command.env_remove("RUST_LOG");
        command.envs(self.variables.iter().cloned());
        command
    }

    pub fn run(&self, line: &[&str]) -> Ran {
        self.run_with(line, b"")
    }

    pub fn run_with(&self, line: &[&str], input: &[u8]) -> Ran {
        self.run_in(line, &[], input)
    }

    pub fn run_in(&self, line: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Ran {
        let mut child = self
            .command(line)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        // It need not read it: then the pipe is closed.
        let _ = stdin.write_all(input);
        drop(stdin);
        Ran::from(child.wait_with_output().expect("it ends"))
    }

    pub fn serve(&self, environment: &[(&str, &str)]) -> Serving {
        self.serve_at("127.0.0.1:0", environment)
    }

    pub fn serve_at(&self, listen: &str, environment: &[(&str, &str)]) -> Serving {
        let log = std::fs::File::create(self.path().join("serve.log")).expect("a log");
        let mut child = self
            .command(&["serve", "--listen", listen, "--json"])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("serve starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("the ready line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{line:?}: {e}"));
        Serving { child, ready }
    }
}

/// A desk in a data folder, with its rows there or on a server.
pub struct Place<'a> {
    pub folder: &'a Folder,
    pub data: &'a str,
    pub postgres: Option<&'a str>,
}

impl Place<'_> {
    pub fn run(&self, line: &[&str]) -> Ran {
        self.run_with(line, b"")
    }

    pub fn run_with(&self, line: &[&str], input: &[u8]) -> Ran {
        let database = self.postgres.map(|url| ["--database", url]);
        let place = ["--data", self.data]
            .into_iter()
            .chain(database.into_iter().flatten());
        let line: Vec<&str> = line.iter().copied().chain(place).collect();
        self.folder
            .run_in(&line, &[("HELIOTROPE_KEY", &"5f".repeat(32))], input)
    }
}

pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn ended(self, code: i32) -> Ran {
        assert_eq!(
            self.code,
            Some(code),
            "out: {}\nerr: {}",
            self.out,
            self.err
        );
        self
    }

    /// The one object on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).expect("JSON")
    }

    /// One sentence on standard error, and nothing on standard output.
    #[track_caller]
    pub fn refused(self, code: i32, words: &str) {
        let ran = self.ended(code);
        assert_eq!(ran.out, "");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(
            ran.err.contains(words),
            "{}\ndoes not say\n{words}",
            ran.err
        );
    }
}

/// A running `serve`, killed when the test ends before it does.
pub struct Serving {
    pub child: Child,
    pub ready: Value,
}

impl Serving {
    pub fn address(&self) -> &str {
        let url = self.ready["url"].as_str().expect("a url");
        url.strip_prefix("http://").expect("http")
    }

    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n",
            self.address()
        )
        .expect("it hears");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    /// Asks it to stop as a service manager does.
    pub fn ask_to_stop(&self) {
        let pid = self.child.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(killed.expect("kill").success());
    }

    /// Asks it to stop; gives its code and the time.
    pub fn stop(mut self) -> (Option<i32>, Duration) {
        let asked = Instant::now();
        self.ask_to_stop();
        let code = self.ended();
        (code, asked.elapsed())
    }

    /// Its code, once it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on, for what must know it beforehand.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

pub fn letter(id: &str, to: &str) -> Vec<u8> {
    format!(
        "From: Ines <ines@customers.example>\nTo: {to}\nSubject: My book\nMessage-ID: <{id}@customers.example>\n\n\
         Where is it? {id}\n"
    )
    .into_bytes()
}
