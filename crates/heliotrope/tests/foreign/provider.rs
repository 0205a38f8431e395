//! The other side of consent: a real authorization server (oidc-provider from
//! npm, `tests/browser/provider.mjs`), and a person who walks its pages with a
//! browser that keeps cookies.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use url::Url;

/// As what the desk is known there.
pub const CLIENT: &str = "desk";
/// The secret of [`CLIENT`].
pub const SECRET: &str = "eleven-calm-herons";

/// A running authorization server. It ends when this is dropped, and also when
/// the test process dies without a word.
pub struct Provider {
    pub url: String,
    dir: PathBuf,
    child: Child,
}

impl Provider {
    /// Starts it; it sends people back to `redirect` and nowhere else.
    ///
    /// # Panics
    /// With a sentence that says what is missing and how to get it.
    pub async fn start(redirect: &str) -> Provider {
        let redirect = redirect.to_owned();
        tokio::task::spawn_blocking(move || Provider::start_now(&redirect))
            .await
            .expect("starting the provider")
    }

    fn start_now(redirect: &str) -> Provider {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser");
        assert!(
            folder.join("node_modules/oidc-provider").exists(),
            "oidc-provider is not installed. `./test mail` installs and uses it."
        );
        let mut child = Command::new("node")
            .args(["provider.mjs", redirect])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node (`./test mail` installs it)");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut line)
            .expect("reading what the provider says");
        let ready: serde_json::Value = serde_json::from_str(&line).expect("a ready provider");
        let dir = tempfile::Builder::new()
            .prefix("heliotrope-provider-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        Provider {
            url: ready["url"].as_str().expect("its address").to_owned(),
            dir,
            child,
        }
    }

    /// What Dovecot needs to let in whoever shows a token of this provider.
    pub fn dovecot(&self, auth_port: u16) -> String {
        dovecot(&self.url, &self.dir, auth_port)
    }

    /// "revoke", "expire", "fail", "secret", "mend", "renewals".
    pub async fn wish(&self, what: &str) -> String {
        let url = format!("{}/wish/{what}", self.url);
        tokio::task::spawn_blocking(move || {
            let mut answer = agent().get(url).call().expect("the provider answers");
            let said = answer.body_mut().read_to_string().expect("in words");
            said.trim().to_owned()
        })
        .await
        .expect("asking the provider")
    }

    /// Somebody signs in as `login` and agrees; gives the address to which they
    /// are sent back, which is not opened.
    pub async fn agree(&self, door: &str, login: &str) -> Url {
        let (base, door, login) = (self.url.clone(), door.to_owned(), login.to_owned());
        tokio::task::spawn_blocking(move || Walker::new(base).walk(&door, Some(&login)))
            .await
            .expect("walking")
    }

    /// Somebody goes there and turns round at the first page.
    pub async fn decline(&self, door: &str) -> Url {
        let (base, door) = (self.url.clone(), door.to_owned());
        tokio::task::spawn_blocking(move || Walker::new(base).walk(&door, None))
            .await
            .expect("walking")
    }
}

/// What Dovecot needs to let in whoever shows a token of the provider at `url`:
/// lines of its configuration, and a file in `dir`. On `auth_port` it answers
/// Postfix, too.
pub fn dovecot(url: &str, dir: &Path, auth_port: u16) -> String {
    let conf = dir.join("oauth2.conf.ext");
    let place = url.trim_start_matches("http://");
    let text = format!(
        "introspection_mode = post
introspection_url = http://mail-server:twelve-calm-herons@{place}/token/introspection
active_attribute = active
active_value = true
username_attribute = sub
"
    );
    std::fs::write(&conf, text).expect("writing the configuration");
    let conf = conf.display();
    format!(
        "auth_mechanisms = plain xoauth2 oauthbearer
# What a token was good for a moment ago says nothing now.
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {conf}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
"
    )
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into()
}

/// A browser without scripts.
struct Walker {
    base: String,
    cookies: BTreeMap<String, String>,
}

impl Walker {
    fn new(base: String) -> Walker {
        Walker {
            base,
            cookies: BTreeMap::new(),
        }
    }

    fn walk(&mut self, door: &str, login: Option<&str>) -> Url {
        let mut page = self.open(door, None);
        // Sign in, agree, and what is between; an honest server needs less.
        for _ in 0..20 {
            page = match page {
                Page::Leads(to) if to.as_str().starts_with(&self.base) => {
                    self.open(to.as_str(), None)
                }
                Page::Leads(to) => return to,
                Page::Shown(html) => {
                    let action = between(&html, "action=\"", "\"");
                    match login {
                        None => self.open(&format!("{action}/abort"), None),
                        Some(login) if html.contains("name=\"login\"") => {
                            let form = [("prompt", "login"), ("login", login), ("password", "x")];
                            self.open(&action, Some(&form))
                        }
                        Some(_) => self.open(&action, Some(&[("prompt", "consent")])),
                    }
                }
            };
        }
        panic!("the provider leads in circles");
    }

    fn open(&mut self, url: &str, form: Option<&[(&str, &str)]>) -> Page {
        let url = Url::parse(&self.base)
            .and_then(|base| base.join(url))
            .expect("an address");
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let agent = agent();
        let answer = match form {
            None => agent.get(url.as_str()).header("cookie", cookies).call(),
            Some(form) => {
                let body = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(form)
                    .finish();
                agent
                    .post(url.as_str())
                    .header("cookie", cookies)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .send(body)
            }
        };
        let mut answer = answer.expect("the provider answers");
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().expect("a cookie").split(';').next();
            let (name, value) = pair.and_then(|p| p.split_once('=')).expect("a cookie");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        if let Some(to) = answer.headers().get("location") {
            let to = to.to_str().expect("an address");
            return Page::Leads(url.join(to).expect("an address"));
        }
        let status = answer.status();
        let html = answer.body_mut().read_to_string().expect("a page");
        assert!(status.is_success(), "{url}: {status}\n{html}");
        Page::Shown(html)
    }
}

enum Page {
    Leads(Url),
    Shown(String),
}

fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0.to_owned()
}
