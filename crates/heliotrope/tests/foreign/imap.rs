//! The other side of fetching: Debian's Dovecot, in a folder and on loopback
//! ports of its own. The system's Dovecot is never touched.
//!
//! One account, [`USER`], whose inbox is a Maildir that the test fills by
//! writing files: to the server they are letters that just came.

use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::{PASSWORD, USER, config, free_ports};

/// A running Dovecot. It stops, and its folder goes, when this is dropped, and
/// also when the test process dies without a word.
pub struct Dovecot {
    /// IMAP in the open, with STARTTLS.
    pub port: u16,
    /// TLS from the first byte.
    pub tls_port: u16,
    /// The self-signed certificate (PEM), for `localhost` and 127.0.0.1.
    pub certificate: PathBuf,
    maildir: PathBuf,
    dir: PathBuf,
    guard: Child,
    letters: u64,
    /// Do the files of letters tell the server how large they are? Otherwise
    /// it has to read them.
    pub measured: bool,
}

impl Dovecot {
    /// Starts it with an empty inbox of its own.
    ///
    /// # Panics
    /// With a sentence that says what is missing and how to get it.
    pub async fn start() -> Dovecot {
        Dovecot::start_with(None, "").await
    }

    /// Starts it over a Maildir that another server fills, such as
    /// [`super::Foreign::maildir`], and with `more` lines of configuration.
    pub async fn start_with(maildir: Option<PathBuf>, more: impl Into<String>) -> Dovecot {
        let more = more.into();
        tokio::task::spawn_blocking(move || Dovecot::start_now(maildir, &more))
            .await
            .expect("starting Dovecot")
    }

    fn start_now(maildir: Option<PathBuf>, more: &str) -> Dovecot {
        assert!(
            Path::new("/usr/sbin/dovecot").exists(),
            "Dovecot is not installed. `./test mail` installs and uses it."
        );
        let dir = tempfile::Builder::new()
            .prefix("heliotrope-dovecot-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755))
            .expect("opening our own folder");
        std::fs::create_dir(dir.join("etc")).expect("making a folder");
        config::certificate(&dir);
        let maildir = maildir.unwrap_or_else(|| dir.join("mail"));
        for folder in ["", "new", "cur", "tmp"] {
            make_for_nobody(&maildir.join(folder));
        }
        make_for_nobody(&dir.join("home"));
        let [port, tls_port] = free_ports();
        let conf = dovecot_conf(&dir, &maildir, port, tls_port, more);
        std::fs::write(dir.join("etc/dovecot.conf"), conf).expect("writing the configuration");
        let mut dovecot = Dovecot {
            port,
            tls_port,
            certificate: dir.join("etc/cert.pem"),
            maildir,
            guard: start_guarded(&dir),
            dir,
            letters: 0,
            measured: false,
        };
        dovecot.password(PASSWORD);
        dovecot.wait_until_open();
        dovecot
    }

    /// What [`USER`] signs in with from now on.
    pub fn password(&mut self, password: &str) {
        let users = self.dir.join("etc/users");
        let new = users.with_extension("new");
        let line = format!("{USER}:{{PLAIN}}{password}::::::\n");
        std::fs::write(&new, line).expect("writing the passwords");
        std::fs::rename(&new, &users).expect("putting the passwords in place");
        // It looks at the time of the file, in seconds.
        let later = SystemTime::now() + Duration::from_secs(self.letters + 10);
        self.letters += 1;
        let file = std::fs::File::options().append(true).open(&users);
        file.and_then(|f| f.set_modified(later))
            .expect("dating the passwords");
    }

    /// A letter lies in the inbox.
    pub fn put(&mut self, raw: &[u8]) {
        self.put_at(raw, SystemTime::now());
    }

    /// A letter lies in the inbox and came at `when`.
    pub fn put_at(&mut self, raw: &[u8], when: SystemTime) {
        self.letters += 1;
        let size = match self.measured {
            true => format!(",S={0},W={0}", raw.len()),
            false => String::new(),
        };
        let name = format!("{:08}.M{}.here{size}", self.letters, std::process::id());
        let path = self.maildir.join("tmp").join(&name);
        let mut file = std::fs::File::create(&path).expect("writing a letter");
        file.write_all(raw).expect("writing a letter");
        file.set_modified(when).expect("dating a letter");
        chown(&path, Some(nobody()), None).expect("giving a letter away");
        std::fs::rename(path, self.maildir.join("new").join(name)).expect("delivering a letter");
    }

    /// Another folder lies beside the inbox.
    pub fn folder(&self, name: &str) {
        for part in ["", "new", "cur", "tmp"] {
            make_for_nobody(&self.maildir.join(format!(".{name}")).join(part));
        }
    }

    /// A letter lies in that folder.
    pub fn put_in(&mut self, folder: &str, raw: &[u8]) {
        self.letters += 1;
        let name = format!("{:08}.M{}.here", self.letters, std::process::id());
        let folder = self.maildir.join(format!(".{folder}"));
        let path = folder.join("tmp").join(&name);
        std::fs::write(&path, raw).expect("writing a letter");
        chown(&path, Some(nobody()), None).expect("giving a letter away");
        std::fs::rename(path, folder.join("new").join(name)).expect("delivering a letter");
    }

    /// The letter with these words can be read by nobody but root: the server
    /// lists it and cannot hand it over.
    pub fn lock_letter(&self, words: &str) {
        for folder in ["new", "cur"] {
            let found = std::fs::read_dir(self.maildir.join(folder)).expect("the Maildir");
            for entry in found {
                let path = entry.expect("an entry").path();
                let raw = std::fs::read_to_string(&path).expect("reading a letter");
                if raw.contains(words) {
                    chown(&path, Some(0), Some(0)).expect("taking a letter back");
                    let closed = std::fs::Permissions::from_mode(0o600);
                    std::fs::set_permissions(&path, closed).expect("closing a letter");
                    return;
                }
            }
        }
        panic!("no letter says {words}");
    }

    /// How many letters lie in the inbox, and how many of them are marked as
    /// read, as its Maildir says.
    pub fn letters(&self) -> (usize, usize) {
        let names = |folder: &str| -> Vec<String> {
            let found = std::fs::read_dir(self.maildir.join(folder)).expect("the Maildir");
            found
                .map(|entry| entry.expect("an entry").file_name().display().to_string())
                .collect()
        };
        let (new, cur) = (names("new"), names("cur"));
        let seen = cur
            .iter()
            .filter(|n| n.rsplit_once(":2,").is_some_and(|(_, f)| f.contains('S')));
        (new.len() + cur.len(), seen.count())
    }

    /// The letters that lie in that folder, and whether each is marked as read.
    pub fn letters_in(&self, folder: &str) -> Vec<(String, bool)> {
        let folder = self.maildir.join(format!(".{folder}"));
        let mut found = Vec::new();
        for part in ["new", "cur"] {
            let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
                continue;
            };
            for entry in entries {
                let path = entry.expect("an entry").path();
                let name = path.display().to_string();
                let seen = name
                    .rsplit_once(":2,")
                    .is_some_and(|(_, f)| f.contains('S'));
                let raw = std::fs::read(&path).expect("reading a letter");
                found.push((String::from_utf8_lossy(&raw).into_owned(), seen));
            }
        }
        found
    }

    /// Says one command as [`USER`], as another mail program would.
    ///
    /// # Panics
    /// When the server does not say OK to it.
    pub fn say(&self, command: &str) {
        let mut line = std::net::TcpStream::connect(("127.0.0.1", self.port)).expect("a line");
        let said = format!("a LOGIN {USER} \"{PASSWORD}\"\r\nb {command}\r\nc LOGOUT\r\n");
        line.write_all(said.as_bytes()).expect("saying a command");
        let mut heard = String::new();
        line.read_to_string(&mut heard).expect("hearing an answer");
        assert!(heard.contains("\nb OK"), "{command}: {heard}");
    }

    /// The inbox begins to count anew: other UIDs, another UIDVALIDITY.
    pub fn renumber(&mut self) {
        self.stop();
        for entry in std::fs::read_dir(&self.maildir).expect("the Maildir") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().display().to_string();
            // `dovecot-uidvalidity` stays, so that the next one is another.
            if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
                std::fs::remove_file(entry.path()).expect("forgetting the UIDs");
            }
        }
        self.go_on();
    }

    /// Stops; lines in use are cut.
    pub fn stop(&mut self) {
        // Its folder is needed again.
        std::fs::write(self.dir.join("again"), "").expect("keeping the folder");
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }

    /// Starts again, on the same ports.
    pub fn go_on(&mut self) {
        std::fs::remove_file(self.dir.join("again")).expect("it was stopped");
        self.guard = start_guarded(&self.dir);
        self.wait_until_open();
    }

    fn wait_until_open(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < until, "Dovecot: {}", self.log_tail());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How often somebody was let in, and how often not.
    pub fn sign_ins(&self) -> (usize, usize) {
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let of = |words: &str| log.lines().filter(|line| line.contains(words)).count();
        (of("imap-login: Info: Login: "), of("(auth failed, "))
    }

    /// The last lines of the server's log.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn nobody() -> u32 {
    config::number("-u", "nobody")
}

fn make_for_nobody(path: &Path) {
    std::fs::create_dir_all(path).expect("making a folder");
    chown(path, Some(nobody()), None).unwrap_or_else(|e| {
        panic!(
            "giving a folder to nobody: {e}. These tests need root: `./test mail` takes care of it."
        )
    });
}

fn dovecot_conf(dir: &Path, maildir: &Path, port: u16, tls_port: u16, more: &str) -> String {
    let (dir, maildir) = (dir.display(), maildir.display());
    format!(
        "protocols = imap
listen = 127.0.0.1
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
ssl = yes
ssl_cert = <{dir}/etc/cert.pem
ssl_key = <{dir}/etc/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_max_userip_connections = 0
first_valid_uid = 1
mail_location = maildir:{maildir}
mailbox_idle_check_interval = 1s
passdb {{
  driver = passwd-file
  args = {dir}/etc/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={dir}/home
}}
# Processes are used again: a test signs in a thousand times.
service imap {{
  service_count = 1000
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
# Nobody is made to wait for an earlier wrong password.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{more}
"
    )
}

/// Starts Dovecot under a shell that holds the other end of our pipe: however
/// this process ends, the pipe closes and the server goes.
fn start_guarded(dir: &Path) -> Child {
    const GUARD: &str = r#"
        trap '' INT TERM HUP PIPE
        /usr/sbin/dovecot -F -c "$1/etc/dovecot.conf" </dev/null >>"$1/start.log" 2>&1 &
        server=$!
        read -r _
        kill "$server"
        wait "$server"
        # Those who still serve somebody would write down what they remember.
        for stat in /proc/[0-9]*/stat; do
            read -r pid name state parent group rest <"$stat" || continue
            if [ "$group" = $$ ] && [ "$pid" != $$ ]; then kill -9 "$pid"; fi
        done 2>/dev/null
        [ -e "$1/again" ] || rm -rf "$1"
    "#;
    Command::new("sh")
        .args(["-c", GUARD, "guard"])
        .arg(dir)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("starting a shell")
}
