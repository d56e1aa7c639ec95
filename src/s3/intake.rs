//! A body as it comes in: kept piece by piece, in memory or in a file, its digests computed on the way.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use md5::{Digest, Md5 as Md5Hasher};

use super::checksum::{Algorithm, Checksum, Running};
use super::content::{Content, Piece};
use super::folder::Folder;
use super::room::Room;
use super::{Error, S3};
use crate::aws::hex::{Hex, Md5};

/// No object comes in one request that is larger than this.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
const LARGEST: u64 = 5 << 30;

/// Bodies in memory lie there in blocks of this size: no large one has to be moved to grow, and who announces much and
/// sends little takes little.
const BLOCK: usize = 8 << 20;

/// A body in the making. If it is given up, its room is free again.
pub struct Intake {
    sink: Sink,
    /// How much has come.
    size: u64,
    /// How much of it isn't in a piece yet.
    loose: u64,
    /// How much is announced.
    announced: u64,
    room: Arc<Room>,
    md5: Md5Hasher,
    checksum: Running,
}

enum Sink {
    Memory(Content, BytesMut),
    File(Arc<Folder>, u64, File),
}

/// A body that is whole.
#[derive(Debug)]
pub struct Received {
    /// What came.
    pub content: Content,
    /// Its MD5 digest.
    pub md5: Md5,
    /// Its checksum, by the algorithm that was wanted.
    pub checksum: Checksum,
}

impl S3 {
    /// Takes a body in; `announced` is how large it will be, as far as its sender says so.
    ///
    /// # Errors
    /// There is no room for so much.
    pub fn intake(&self, algorithm: Option<Algorithm>, announced: u64) -> Result<Intake, Error> {
        let (room, folder) = (&self.shared.room, self.folder());
        if announced > room.limit().min(LARGEST) {
            return Err(Error::EntityTooLarge(room.limit().min(LARGEST)));
        }
        let sink = match folder {
            None => Sink::Memory(Content::default(), BytesMut::new()),
            Some(folder) => {
                let (number, file) = folder.new_body()?;
                Sink::File(Arc::clone(folder), number, file)
            }
        };
        let checksum = Running::new(algorithm.unwrap_or(Algorithm::Crc64nvme));
        Ok(Intake { sink, size: 0, loose: 0, announced, room: Arc::clone(room), md5: Md5Hasher::new(), checksum })
    }

    /// Takes in a body that is there.
    ///
    /// # Errors
    /// As [`intake`](S3::intake) and [`Intake::write`].
    pub fn take_in(&self, algorithm: Option<Algorithm>, body: Bytes) -> Result<Received, Error> {
        if self.folder().is_none() {
            // It is kept as it is.
            self.shared.room.take(body.len() as u64)?;
            return Received::again(Piece::in_memory(body, Arc::clone(&self.shared.room)).into(), algorithm);
        }
        let mut intake = self.intake(algorithm, body.len() as u64)?;
        intake.write(&body)?;
        intake.finish()
    }
}

impl Intake {
    /// Takes some more.
    ///
    /// # Errors
    /// There is no room for it, or the disk takes no more.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let size = bytes.len() as u64;
        self.room.take(size)?;
        self.loose += size;
        self.size += size;
        if self.size > LARGEST {
            return Err(Error::EntityTooLarge(LARGEST));
        }
        self.md5.update(bytes);
        self.checksum.update(bytes);
        match &mut self.sink {
            Sink::File(_, _, file) => file.write_all(bytes)?,
            Sink::Memory(content, block) => {
                if block.len() + bytes.len() > BLOCK {
                    self.loose -= block.len() as u64;
                    content.append(&Piece::in_memory(block.split().freeze(), Arc::clone(&self.room)).into());
                }
                if block.is_empty() {
                    // As large as the rest, if that is known.
                    let rest = self.announced.saturating_sub(self.size - size).min(BLOCK as u64) as usize;
                    *block = BytesMut::with_capacity(rest.max(bytes.len()));
                }
                block.extend_from_slice(bytes);
            }
        }
        Ok(())
    }

    /// The whole body.
    ///
    /// # Errors
    /// The disk doesn't take it.
    pub fn finish(mut self) -> Result<Received, Error> {
        let md5 = Hex(std::mem::take(&mut self.md5).finalize().into());
        let checksum = std::mem::replace(&mut self.checksum, Running::new(Algorithm::Crc32)).finish();
        let loose = std::mem::take(&mut self.loose);
        let room = Arc::clone(&self.room);
        let content = match std::mem::replace(&mut self.sink, Sink::Memory(Content::default(), BytesMut::new())) {
            Sink::Memory(mut content, block) => {
                content.append(&Piece::in_memory(block.freeze(), room).into());
                content
            }
            Sink::File(folder, number, _) => Piece::in_file(folder, number, loose, room).into(),
        };
        Ok(Received { content, md5, checksum })
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.room.give_back(self.loose);
        if let Sink::File(folder, number, _) = &self.sink {
            folder.remove_body(*number);
        }
    }
}

impl Received {
    /// What is there already, as if it had come in one request.
    ///
    /// # Errors
    /// It can't be read.
    pub fn again(content: Content, algorithm: Option<Algorithm>) -> Result<Self, Error> {
        let (mut md5, mut checksum) = (Md5Hasher::new(), Running::new(algorithm.unwrap_or(Algorithm::Crc64nvme)));
        for chunk in content.chunks() {
            let chunk = chunk?;
            md5.update(&chunk);
            checksum.update(&chunk);
        }
        Ok(Received { content, md5: Hex(md5.finalize().into()), checksum: checksum.finish() })
    }

    /// Compares it with what its sender says of it: an MD5 digest in Base64, and a checksum.
    ///
    /// # Errors
    /// It is another body.
    pub fn check(&self, md5: Option<&str>, checksum: Option<&str>) -> Result<(), Error> {
        if let Some(md5) = md5 {
            let given = STANDARD.decode(md5).ok().filter(|bytes| bytes.len() == 16).ok_or(Error::InvalidDigest)?;
            if given != self.md5.0 {
                return Err(Error::BadDigest("The Content-MD5 you specified did not match what we received.".into()));
            }
        }
        if let Some(given) = checksum {
            let name = self.checksum.algorithm.name();
            if Checksum::bytes(self.checksum.algorithm, given).is_none() {
                let header = format!("Value for x-amz-checksum-{} header is invalid.", name.to_ascii_lowercase());
                return Err(Error::request(header));
            }
            if given != self.checksum.value {
                let text = format!("The {name} you specified did not match the calculated checksum.");
                return Err(Error::BadDigest(text.into()));
            }
        }
        Ok(())
    }

    /// The entity tag of an object with this content, in quotes.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.md5)
    }
}
