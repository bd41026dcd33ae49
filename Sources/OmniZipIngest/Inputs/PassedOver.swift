import OmniZipMedia

/// Files of folders that are no failures, because they never were media.
public enum PassedOver {
    /// Why the file at `path` is passed over after `error`; nil if it is a failure.
    ///
    /// A file of a folder that neither is media nor promises it by its name is passed over; one that was named never is.
    public static func reason(path: String, wasNamed: Bool, error: any Error) -> String? {
        guard !wasNamed, !MediaNames.promiseMedia(path), let error = error as? MediaError,
            [.notMedia, .noStreams, .notAFile, .notAllowed].contains(error.code)
        else { return nil }
        return error.cause
    }
}
