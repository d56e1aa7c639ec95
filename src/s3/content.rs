//! The bytes of objects: pieces that are shared by all objects that have them, in memory or in files of a folder.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};

use super::Error;
use super::folder::Folder;
use super::room::Room;

/// How much is read from a file at once.
const STEP: u64 = 256 << 10;

/// What an object has: some pieces, one behind the other. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Content {
    pieces: Vec<(Arc<Piece>, Range<u64>)>,
}

/// Bytes that came in one request. When nothing has them any more they are gone, and their room is free.
#[derive(Debug)]
pub struct Piece {
    stored: Stored,
    size: u64,
    /// How many objects that outlive the server have it.
    kept: AtomicUsize,
    room: Arc<Room>,
}

#[derive(Debug)]
enum Stored {
    Memory(Bytes),
    /// A file by its number.
    File(Arc<Folder>, u64),
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.room.give_back(self.size);
        if let Stored::File(folder, number) = &self.stored
            && self.kept.load(Ordering::Relaxed) == 0
        {
            folder.remove_body(*number);
        }
    }
}

impl Piece {
    /// Bytes in memory, for which room was taken.
    pub fn in_memory(bytes: Bytes, room: Arc<Room>) -> Self {
        Piece { size: bytes.len() as u64, stored: Stored::Memory(bytes), kept: AtomicUsize::new(0), room }
    }

    /// Bytes in a file, for which room was taken.
    pub fn in_file(folder: Arc<Folder>, number: u64, size: u64, room: Arc<Room>) -> Self {
        Piece { size, stored: Stored::File(folder, number), kept: AtomicUsize::new(0), room }
    }

    /// The file's number.
    fn number(&self) -> Option<u64> {
        match &self.stored {
            Stored::Memory(_) => None,
            Stored::File(_, number) => Some(*number),
        }
    }
}

impl From<Piece> for Content {
    fn from(piece: Piece) -> Self {
        let range = 0..piece.size;
        Content { pieces: vec![(Arc::new(piece), range)] }
    }
}

impl Content {
    /// Some pieces, each as far as it is wanted.
    pub fn of(pieces: Vec<(Arc<Piece>, Range<u64>)>) -> Self {
        Content { pieces }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.pieces.iter().map(|(_, range)| range.end - range.start).sum()
    }

    /// Adds what comes behind it.
    pub fn append(&mut self, other: &Content) {
        self.pieces.extend(other.pieces.iter().cloned());
    }

    /// A part of it; what lies behind the end isn't there.
    pub fn range(&self, wanted: Range<u64>) -> Content {
        let mut pieces = Vec::new();
        let mut at = 0;
        for (piece, range) in &self.pieces {
            let size = range.end - range.start;
            let from = wanted.start.clamp(at, at + size) - at;
            let to = wanted.end.clamp(at, at + size) - at;
            if from < to {
                pieces.push((Arc::clone(piece), range.start + from..range.start + to));
            }
            at += size;
        }
        Content { pieces }
    }

    /// All bytes behind one another: of one piece in memory without a copy.
    pub fn bytes(&self) -> Result<Bytes, Error> {
        if let [(piece, range)] = &*self.pieces
            && let Stored::Memory(bytes) = &piece.stored
        {
            return Ok(bytes.slice(range.start as usize..range.end as usize));
        }
        let mut whole = BytesMut::with_capacity(self.size() as usize);
        for chunk in self.chunks() {
            whole.extend_from_slice(&chunk?);
        }
        Ok(whole.freeze())
    }

    /// The bytes bit by bit. The pieces live as long as this does, also when the object is gone.
    pub fn chunks(&self) -> Chunks {
        Chunks { pieces: self.pieces.clone().into_iter(), file: None }
    }

    /// Notes that one more object has it that outlives the server, or one less.
    pub fn keep(&self, kept: bool) {
        for (piece, _) in &self.pieces {
            match kept {
                true => piece.kept.fetch_add(1, Ordering::Relaxed),
                false => piece.kept.fetch_sub(1, Ordering::Relaxed),
            };
        }
    }

    /// The files that have it: number, size of the file, and the range in it.
    pub fn files(&self) -> Vec<(u64, u64, Range<u64>)> {
        let file = |(piece, range): &(Arc<Piece>, Range<u64>)| Some((piece.number()?, piece.size, range.clone()));
        self.pieces.iter().filter_map(file).collect()
    }
}

/// The bytes of a [`Content`], bit by bit.
#[derive(Debug)]
pub struct Chunks {
    pieces: std::vec::IntoIter<(Arc<Piece>, Range<u64>)>,
    /// The file being read, its piece, and how much of it is still wanted.
    file: Option<(File, Arc<Piece>, u64)>,
}

impl Chunks {
    fn read(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if let Some((file, _, left)) = &mut self.file {
                if *left > 0 {
                    let mut chunk = vec![0; (*left).min(STEP) as usize];
                    file.read_exact(&mut chunk)?;
                    *left -= chunk.len() as u64;
                    return Ok(Some(chunk.into()));
                }
                self.file = None;
            }
            let Some((piece, range)) = self.pieces.next() else { return Ok(None) };
            match &piece.stored {
                _ if range.is_empty() => {}
                Stored::Memory(bytes) => return Ok(Some(bytes.slice(range.start as usize..range.end as usize))),
                Stored::File(folder, number) => {
                    let mut file = File::open(folder.body(*number))?;
                    file.seek(SeekFrom::Start(range.start))?;
                    self.file = Some((file, piece, range.end - range.start));
                }
            }
        }
    }
}

impl Iterator for Chunks {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
