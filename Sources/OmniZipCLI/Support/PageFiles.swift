import Foundation
import OmniZipBundle
import OmniZipPreview

/// Where the pages of a folder lie: the overview, and beside it a folder with a page a video.
struct PageFiles: Sendable {
    /// The overview.
    let overview: String
    private let folder: String
    private let folderName: String

    /// Pages whose overview is the file `path`: `look.html` has its videos in `look-videos`.
    init(overview path: String) {
        overview = path
        let url = URL(fileURLWithPath: path)
        folderName = url.deletingPathExtension().lastPathComponent + "-videos"
        folder = url.deletingLastPathComponent().appending(path: folderName).path
    }

    /// Writes the page of input `number` and returns its address relative to the overview.
    func write(_ preview: Preview, number: Int) throws -> String {
        // A number and not the video's name: names may be longer than a file's may be, or no text at all.
        let digits = String(number + 1)
        let name = "video-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".html"
        try AtomicFile.createFolder(folder)
        try AtomicFile.write(try preview.page(), to: folder + "/" + name)
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return (folderName.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "") + "/" + name
    }
}
