import ArgumentParser
import Foundation
import OmniZipIngest

/// What is to be ingested.
struct SourceOptions: ParsableArguments {
    @Argument(help: "Files and folders; - reads a list from standard input.")
    var input: [String] = []

    @Option(
        help: ArgumentHelp(
            "A list of videos, one a line: a path, or JSON with id, path, start, end, meta; - is standard input.",
            valueName: "file"))
    var list: [String] = []

    @Option(
        help: ArgumentHelp("Take only files of folders that match, such as '*.mp4' or 'talks/**'.", valueName: "glob"))
    var include: [String] = []

    @Option(help: ArgumentHelp("Leave out files and folders that match.", valueName: "glob"))
    var exclude: [String] = []

    @Flag(help: "Take hidden files and folders, too.")
    var hidden = false

    /// The sources; without any, an error says what to give.
    func sources() throws(ConfigurationError) -> InputSources {
        let lists = list + input.filter { $0 == "-" }
        let paths = input.filter { $0 != "-" }
        guard !paths.isEmpty || !lists.isEmpty else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "INPUT",
                message: "nothing is named; give files, folders or --list FILE")
        }
        guard lists.filter({ $0 == "-" }).count <= 1 else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "-", message: "standard input can be read once only")
        }
        return InputSources(
            paths: paths, lists: lists, include: include, exclude: exclude, includesHidden: hidden)
    }

    /// True if the run is about one file that the user named: its failure is then the exit code.
    var isOneFile: Bool {
        var isFolder: ObjCBool = false
        guard input.count == 1, list.isEmpty, FileManager.default.fileExists(atPath: input[0], isDirectory: &isFolder)
        else { return false }
        return !isFolder.boolValue
    }
}
