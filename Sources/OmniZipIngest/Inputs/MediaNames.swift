/// File names that promise media: what hides behind them and is not media is a failure that the user wants to know of,
/// and not a file to pass over.
enum MediaNames {
    private static let extensions: Set<String> = [
        "3g2", "3gp", "aac", "asf", "avi", "flac", "flv", "f4v", "m2ts", "m4a", "m4v", "mjpeg", "mjpg", "mka", "mkv",
        "mov", "mp2", "mp3", "mp4", "mpe", "mpeg", "mpg", "mts", "mxf", "oga", "ogg", "ogv", "opus", "rm", "rmvb", "ts",
        "vob", "wav", "webm", "wma", "wmv", "y4m",
    ]

    /// True if the name ends as media files do.
    static func promiseMedia(_ path: String) -> Bool {
        guard let dot = path.lastIndex(of: ".") else { return false }
        return extensions.contains(path[path.index(after: dot)...].lowercased())
    }
}
