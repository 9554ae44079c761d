//! The policies a tenant may be given: those that come with the program, and the owner's own.

use crate::control::ControlError;
use crate::service::{Service, ServiceError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use verifier::policy::{Policy, PolicyError};

/// The policies by their names, read once.
pub(crate) struct Policies(BTreeMap<String, Policy>);

impl Policies {
    /// The built-in policies and those in these files.
    pub(crate) fn open(files: &[PathBuf]) -> Result<Self, ServiceError> {
        let built_in = Policy::every_built_in()?;
        let own = files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        let named = |policy: Policy| (policy.demands().name.clone(), policy);
        Ok(Self(built_in.into_iter().chain(own).map(named).collect()))
    }

    /// The policy of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Policy> {
        self.0.get(name)
    }
}

fn read(path: &Path) -> Result<Policy, ServiceError> {
    let say = |reason: String| ServiceError::PolicyFile { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| say(error.to_string()))?;
    Policy::parse_own(&text).map_err(|error| say(error.to_string()))
}

impl Service {
    /// The policy of a control.
    pub(crate) fn policy(&self, name: &str) -> Result<&Policy, ControlError> {
        self.policies.named(name).ok_or(ControlError::internal(PolicyError::Unknown))
    }
}
