//! Where things lie: the workspace, the command that was built, the cache, the test data.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// The folder cargo builds into: xtask itself lies in its `debug`.
pub fn target() -> PathBuf {
    let own = env::current_exe().ok();
    own.as_deref()
        .and_then(|path| path.ancestors().nth(2))
        .map_or_else(|| root().join("target"), PathBuf::from)
}

/// The command, once it is built.
pub fn command() -> PathBuf {
    target().join("debug/idkontroll")
}

/// The cache of the command.
pub fn cache() -> PathBuf {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("IDK_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("idkontroll")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/idkontroll")))
        .unwrap_or_else(|| target().join("cache"))
}

/// Data that may not be redistributed, where there is such a folder.
pub fn test_data() -> Option<PathBuf> {
    let named = env::var_os("IDK_TESTDATA").filter(|value| !value.is_empty()).map(PathBuf::from);
    Some(named.unwrap_or_else(|| root().join("../shared"))).filter(|folder| folder.is_dir())
}
