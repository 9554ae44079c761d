//! A folder of pictures as a camera: each is shown for a second, in the order of their names, again and again.

use super::pace::Pace;
use super::{Camera, CameraError, FRAMES_PER_SECOND, Frame, read};
use std::path::{Path, PathBuf};

/// A folder of JPEG and PNG pictures.
pub struct PictureFolder {
    pictures: Vec<PathBuf>,
    shown: usize,
    pace: Pace,
}

impl PictureFolder {
    /// The pictures that are in the folder now.
    pub fn open(folder: &Path) -> Result<Self, CameraError> {
        let unreadable = |error| CameraError::Unreadable(error, folder.to_path_buf());
        let mut pictures = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
            if extension
                .is_some_and(|extension| ["jpg", "jpeg", "png"].iter().any(|known| extension == *known))
            {
                pictures.push(path);
            }
        }
        pictures.sort();
        if pictures.is_empty() {
            return Err(CameraError::NoPicture(folder.to_path_buf()));
        }
        Ok(Self { pictures, shown: 0, pace: Pace::default() })
    }
}

impl Camera for PictureFolder {
    fn next_frame(&mut self) -> Result<Frame, CameraError> {
        let second = usize::try_from(FRAMES_PER_SECOND).unwrap_or(1);
        let current = (self.shown / second) % self.pictures.len();
        let path = self.pictures.get(current).ok_or(CameraError::Lost)?;
        let image = read(path)?;
        self.shown = self.shown.wrapping_add(1);
        Ok(Frame { image, at: self.pace.wait() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_in_the_order_of_their_names_and_again() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("b.jpg", "second"), ("a.PNG", "first"), ("c.txt", "no picture")] {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let mut camera = PictureFolder::open(folder.path()).unwrap();
        let mut seen = Vec::new();
        for shown in [0, 15, 30] {
            camera.shown = shown;
            seen.push(camera.next_frame().unwrap().image);
        }
        assert_eq!(seen, [b"first".to_vec(), b"second".to_vec(), b"first".to_vec()]);
        assert!(!camera.is_device());
    }

    #[test]
    fn a_folder_without_pictures_is_no_camera() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(PictureFolder::open(folder.path()), Err(CameraError::NoPicture(_))));
        let absent = folder.path().join("absent");
        assert!(matches!(PictureFolder::open(&absent), Err(CameraError::Unreadable(..))));
    }
}
