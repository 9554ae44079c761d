//! ONNX Runtime: one library and one environment a process, loaded only after its digest was checked.

use crate::cache::{Cache, CacheError};
use crate::manifest::RuntimeLibrary;
use crate::session::ModelError;
use ort::environment::Environment;
use ort::logging::LogLevel;
use std::sync::{Mutex, PoisonError};

/// Kept until the process ends: ONNX Runtime allows no second environment, not even after the first is gone.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// The environment of this process; the library in this cache must be the right one even when one is loaded already.
pub(crate) fn environment(cache: &Cache, library: &RuntimeLibrary) -> Result<Environment, ModelError> {
    let path = cache.runtime(&library.name);
    Cache::read(&library.name, &path, library.sha256)?;
    let path = std::path::absolute(&path).map_err(|error| CacheError::Disk { path, error })?;
    let mut environment = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = environment.as_ref() {
        return Ok(environment.clone());
    }
    let loaded = ort::init_from(&path)
        .map_err(|error| ModelError::Runtime(error.to_string()))?
        .with_name("idkontroll")
        .with_telemetry(false)
        .build()
        .map_err(|error| ModelError::Runtime(error.to_string()))?;
    loaded.set_log_level(LogLevel::Fatal);
    Ok(environment.insert(loaded).clone())
}
