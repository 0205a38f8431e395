//! Values as they came, each with where it came from.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::{Key, TABLE};
use super::{ConfigError, Origin, Shown};

/// Variables of ours that are no keys: the first stands for `--config`, the
/// others belong to the tests.
const NO_KEYS: [&str; 3] = [
    "HELIOTROPE_CONFIG",
    "HELIOTROPE_TEST_POSTGRES",
    "HELIOTROPE_SHARED_DATA",
];

/// Raw values by key, as they came.
#[derive(Default)]
pub(super) struct Raw {
    by_key: BTreeMap<&'static str, (String, Origin)>,
}

impl Raw {
    pub(super) fn read_defaults(&mut self) {
        for key in TABLE {
            if let Some(default) = key.default {
                self.by_key
                    .insert(key.name, (default.to_owned(), Origin::Default));
            }
        }
    }

    pub(super) fn set(
        &mut self,
        name: &str,
        value: String,
        origin: Origin,
    ) -> Result<(), ConfigError> {
        let key =
            known(name).ok_or_else(|| unknown(name, TABLE.iter().map(|k| k.name), &origin))?;
        self.by_key.insert(key.name, (value, origin));
        Ok(())
    }

    pub(super) fn read_file(&mut self, named: Option<&Path>) -> Result<(), ConfigError> {
        let path = named.unwrap_or(Path::new("heliotrope.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(()),
            Err(e) => return Err(ConfigError(format!("reading {}: {e}", path.display()))),
        };
        let table: toml::Table = text
            .parse()
            .map_err(|e| ConfigError(format!("reading {}: {e}", path.display())))?;
        for (key, value) in flatten("", &table) {
            let origin = Origin::File(path.to_owned());
            let value = scalar(value)
                .map_err(|why| ConfigError(format!("{key} (from {origin}): {why}")))?;
            self.set(&key, value, origin)?;
        }
        Ok(())
    }

    pub(super) fn read_environment(
        &mut self,
        environment: &[(String, String)],
    ) -> Result<(), ConfigError> {
        for (name, value) in environment {
            if NO_KEYS.contains(&name.as_str()) || kubernetes_service(name) {
                continue;
            }
            let origin = Origin::Environment(name.clone());
            if let Some(key) = TABLE.iter().find(|k| k.variable() == *name) {
                self.set(key.name, value.clone(), origin)?;
            } else if let Some(key) = TABLE
                .iter()
                .find(|k| k.secret && k.variable() + "_FILE" == *name)
            {
                let secret = std::fs::read_to_string(value).map_err(|e| {
                    ConfigError(format!("{} (from {name}): reading {value}: {e}", key.name))
                })?;
                self.set(
                    key.name,
                    secret.trim_end_matches(['\r', '\n']).to_owned(),
                    origin,
                )?;
            } else {
                let names: Vec<String> = TABLE.iter().map(Key::variable).collect();
                return Err(unknown(name, names.iter().map(String::as_str), &origin));
            }
        }
        Ok(())
    }

    /// The value of a key, read; `None` when it is not set or empty.
    pub(super) fn find<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        debug_assert!(known(name).is_some(), "{name} is not in the table");
        let Some((value, origin)) = self.by_key.get(name).filter(|(v, _)| !v.is_empty()) else {
            return Ok(None);
        };
        read(value).map(Some).map_err(|why| {
            let secret = known(name).is_some_and(|k| k.secret);
            let value = if secret {
                String::new()
            } else {
                format!(" = {value:?}")
            };
            ConfigError(format!("{name}{value} (from {origin}): {why}"))
        })
    }

    /// The value of a key that has a default. An empty value is read as it is,
    /// so that a list can be emptied.
    pub(super) fn get<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        if let Some(value) = self.find(name, &read)? {
            return Ok(value);
        }
        read("").map_err(|why| ConfigError(format!("{name} is empty: {why}")))
    }

    pub(super) fn shown(&self) -> Vec<Shown> {
        TABLE
            .iter()
            .map(|key| {
                let (value, origin) = match self.by_key.get(key.name) {
                    Some((value, origin)) => (Some(key.masked(value)), origin.clone()),
                    None => (None, Origin::Default),
                };
                Shown {
                    key: key.name,
                    value,
                    origin: origin.to_string(),
                }
            })
            .collect()
    }
}

fn known(name: &str) -> Option<&'static Key> {
    TABLE.iter().find(|k| k.name == name)
}

fn unknown<'a>(name: &str, names: impl Iterator<Item = &'a str>, origin: &Origin) -> ConfigError {
    let nearest = names
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let from = if *origin == Origin::Environment(name.to_owned()) {
        String::new()
    } else {
        format!(" (from {origin})")
    };
    ConfigError(format!(
        "there is no setting {name}{from}; the nearest is {}. `heliotrope config show` lists them all.",
        nearest.unwrap_or_default()
    ))
}

/// Kubernetes puts HELIOTROPE_SERVICE_HOST, HELIOTROPE_PORT_4354_TCP and kin
/// into every container beside a service that is called "heliotrope".
fn kubernetes_service(name: &str) -> bool {
    name.starts_with("HELIOTROPE_SERVICE_") || name.starts_with("HELIOTROPE_PORT")
}

fn flatten<'a>(prefix: &str, table: &'a toml::Table) -> Vec<(String, &'a toml::Value)> {
    let mut found = Vec::new();
    for (name, value) in table {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::Table(inner) => found.extend(flatten(&path, inner)),
            other => found.push((path, other)),
        }
    }
    found
}

fn scalar(value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(s) => Ok(s.clone()),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => {
            Ok(value.to_string())
        }
        toml::Value::Array(items) => Ok(items
            .iter()
            .map(scalar)
            .collect::<Result<Vec<_>, _>>()?
            .join(",")),
        other => Err(format!("a {} cannot stand here", other.type_str())),
    }
}
