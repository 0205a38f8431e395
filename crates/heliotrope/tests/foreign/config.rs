//! The configuration of the foreign server: written anew for each start, with
//! nothing inherited from the machine's own Postfix but its programs.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Answers, PASSWORD, USER};

pub struct Ports {
    pub plain: u16,
    pub starttls: u16,
    pub tls: u16,
    pub open: u16,
    /// Where Dovecot says who may sign in. None: Postfix knows it by itself.
    pub auth: Option<u16>,
}

/// Lays out the folder: `etc` (configuration, certificate, passwords),
/// `spool`, `lib`, `mail`, `log`.
pub fn write(dir: &Path, ports: &Ports, answers: &Answers) {
    let make = |name: &str, owner: Option<&str>| {
        let path = dir.join(name);
        std::fs::create_dir(&path).unwrap_or_else(|e| panic!("making {}: {e}", path.display()));
        if let Some(owner) = owner {
            let (uid, gid) = (number("-u", owner), number("-g", owner));
            chown(&path, Some(uid), Some(gid)).unwrap_or_else(|e| {
                panic!("giving {name} to {owner}: {e}. These tests need root: `./test mail` takes care of it.")
            });
        }
    };
    // The accounts that Postfix works under must be able to walk in.
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))
        .expect("opening our own folder");
    make("etc", None);
    make("etc/sasl", None);
    make("spool", None);
    make("lib", Some("postfix"));
    make("mail", Some("nobody"));
    let put = |name: &str, text: &str| {
        let path = dir.join("etc").join(name);
        std::fs::write(&path, text).unwrap_or_else(|e| panic!("writing {}: {e}", path.display()));
    };
    put("main.cf", &main_cf(dir, ports, answers));
    put("master.cf", &master_cf(ports));
    put("any", "/./ all/\n");
    // Where Debian's Postfix looks for it, below its configuration.
    put("sasl/smtpd.conf", &sasl_conf(dir));
    passwords(dir);
    certificate(dir);
}

fn main_cf(dir: &Path, ports: &Ports, answers: &Answers) -> String {
    let dir = dir.display();
    let (sasl, sasl_path) = match ports.auth {
        Some(port) => ("dovecot", format!("inet:127.0.0.1:{port}")),
        None => ("cyrus", "smtpd".to_owned()),
    };
    let (policy, route) = (answers.policy_port, answers.route_port);
    let nobody = number("-u", "nobody");
    let nogroup = number("-g", "nobody");
    format!(
        "compatibility_level = 3.6
config_directory = {dir}/etc
queue_directory = {dir}/spool
data_directory = {dir}/lib
maillog_file = {dir}/log
maillog_file_prefixes = {dir}

myhostname = mx.foreign.example
mydestination =
alias_maps =
local_recipient_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtputf8_enable = yes
message_size_limit = 62914560
mailbox_size_limit = 0
virtual_mailbox_limit = 0
notify_classes =
# Letters stay as they were sent: nothing missing is filled in.
local_header_rewrite_clients =

# Letters for us are tried again at once, not in five minutes.
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s

mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}, permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0

transport_maps = socketmap:inet:127.0.0.1:{route}:route
virtual_mailbox_base = {dir}/mail
virtual_mailbox_maps = regexp:{dir}/etc/any
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nogroup}

smtpd_tls_cert_file = {dir}/etc/cert.pem
smtpd_tls_key_file = {dir}/etc/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_type = {sasl}
smtpd_sasl_path = {sasl_path}
"
    )
}

/// The services of Postfix's own master.cf that mail needs, none in a chroot.
fn master_cf(ports: &Ports) -> String {
    let Ports {
        plain,
        starttls,
        tls,
        open,
        ..
    } = ports;
    let submission = "-o smtpd_sasl_auth_enable=yes \
         -o smtpd_relay_restrictions=permit_sasl_authenticated,reject \
         -o smtpd_client_restrictions=permit_sasl_authenticated,reject";
    format!(
        "127.0.0.1:{plain} inet n - n - - smtpd
127.0.0.1:{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {submission}
127.0.0.1:{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {submission}
127.0.0.1:{open} inet n - n - - smtpd -o smtpd_tls_auth_only=no {submission}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"
    )
}

fn sasl_conf(dir: &Path) -> String {
    format!(
        "pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {}/etc/sasldb2
mech_list: PLAIN LOGIN
",
        dir.display()
    )
}

fn passwords(dir: &Path) {
    use std::io::Write;
    let (name, realm) = USER.split_once('@').expect("a name and a realm");
    let db = dir.join("etc/sasldb2");
    let mut child = Command::new("/usr/sbin/saslpasswd2")
        .args(["-p", "-c", "-u", realm, "-f"])
        .arg(&db)
        .arg(name)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| {
            panic!("saslpasswd2 (Debian: sasl2-bin, `./test mail` installs it): {e}")
        });
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(PASSWORD.as_bytes())
        .expect("handing over the password");
    assert!(
        child.wait().expect("waiting for saslpasswd2").success(),
        "saslpasswd2 failed"
    );
    // Read by smtpd, which runs as `postfix`. It guards nothing but this test.
    std::fs::set_permissions(&db, std::fs::Permissions::from_mode(0o644))
        .expect("opening the password file");
}

/// Its own issuer, and no CA: a client that is told to trust it can.
/// A self-signed certificate and its key, in `etc` of the folder.
pub fn certificate(dir: &Path) {
    let etc = dir.join("etc");
    std::fs::write(
        etc.join("openssl.cnf"),
        "[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = a foreign server of the tests
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
",
    )
    .expect("writing openssl.cnf");
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-config",
            "openssl.cnf",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ])
        .current_dir(&etc)
        .output()
        .unwrap_or_else(|e| panic!("openssl (`./test mail` installs it): {e}"));
    assert!(
        made.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&made.stderr)
    );
}

/// The number of an account (`-u`) or of its group (`-g`).
pub fn number(which: &str, account: &str) -> u32 {
    let out = Command::new("id")
        .args([which, account])
        .output()
        .expect("asking id(1)");
    let text = String::from_utf8_lossy(&out.stdout);
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("this machine has no account {account}"))
}
