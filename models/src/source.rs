//! Where a file comes from: a package of a registry, or a file given by hand.

use serde::Deserialize;
use std::fmt;

/// Where a file comes from, written `pip NAME==VERSION`, `sdist NAME==VERSION`, `npm NAME@VERSION` or `file`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Source {
    /// A wheel, by pip.
    Wheel(String),
    /// A Python source distribution, by pip.
    SourceDistribution(String),
    /// A package of npm's registry.
    Npm(String),
    /// Nowhere: whoever sets the system up gives the file.
    File,
}

/// A source is not written as one of the four kinds.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no source: pip NAME==VERSION, sdist NAME==VERSION, npm NAME@VERSION or file")]
pub struct UnknownSource(String);

impl TryFrom<String> for Source {
    type Error = UnknownSource;

    fn try_from(text: String) -> Result<Self, UnknownSource> {
        match text.split_once(' ') {
            None if text == "file" => Ok(Self::File),
            Some(("pip", package)) if package.contains("==") => Ok(Self::Wheel(package.into())),
            Some(("sdist", package)) if package.contains("==") => {
                Ok(Self::SourceDistribution(package.into()))
            }
            Some(("npm", package)) if package.contains('@') => Ok(Self::Npm(package.into())),
            _ => Err(UnknownSource(text)),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wheel(package) => write!(f, "pip {package}"),
            Self::SourceDistribution(package) => write!(f, "sdist {package}"),
            Self::Npm(package) => write!(f, "npm {package}"),
            Self::File => f.write_str("file"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_is_written() {
        for text in ["pip a==1", "sdist a==1", "npm a@1", "file"] {
            assert_eq!(Source::try_from(text.to_string()).unwrap().to_string(), text);
        }
        for text in ["pip a", "npm a", "files", "conda a==1", ""] {
            assert!(Source::try_from(text.to_string()).is_err(), "{text}");
        }
    }
}
