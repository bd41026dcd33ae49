import Foundation
import OmniZipBundle

/// Checks one shard: its lists, and every member of its archive against its line and its own rules.
struct ShardVerifier {
    typealias Finding = VerificationReport.Finding

    let folder: String
    let files: ShardFiles
    let shardCount: Int
    /// An empty folder for one bundle at a time.
    let scratch: String

    /// Whether the shard has its stats, which are written last.
    var isFinished: Bool { FileManager.default.fileExists(atPath: folder + "/" + files.stats) }

    /// Verifies the shard; memory: its lines.
    ///
    /// - Throws: `BundleError` if there is no room for one bundle in `scratch`.
    func verify() throws -> (videos: Int, findings: [Finding]) {
        let lists: DatasetLists
        do {
            lists = try DatasetLists(folder: URL(fileURLWithPath: folder), names: ListNames(files))
        } catch {
            return (0, [Finding(path: files.index, problem: "cannot be read: \(error.operation): \(error.cause)")])
        }
        let reader: TarReader
        let members: [TarReader.Member]
        do {
            reader = try TarReader(path: folder + "/" + files.archive)
            members = try reader.members()
        } catch {
            let problem = "\(error.operation): \(error.cause): run again to make it again"
            return (lists.manifest.count, lists.findings + [Finding(path: files.archive, problem: problem)])
        }
        var findings = lists.findings
        var videos: [(key: VideoKey, line: ManifestLine)] = []
        for line in lists.manifest {
            guard try layout.listed(line) == line else {
                findings.append(Finding(path: files.index, problem: "\(line.path) does not belong to this shard"))
                continue
            }
            videos.append((try VideoKey(line.path), line))
        }
        videos.sort { $0.key.text < $1.key.text }
        findings += strayMembers(members, videos.flatMap { [$0.key.bundleMember, $0.key.documentMember] })
        let places = Dictionary(members.map { ($0.name, $0) }) { first, _ in first }
        for (key, line) in videos { findings += try problems(of: line, key, in: reader, places) }
        return (lists.manifest.count, findings)
    }

    private var layout: WebDatasetLayout { WebDatasetLayout(folder: folder, shardCount: shardCount) }

    private func strayMembers(_ members: [TarReader.Member], _ wanted: [String]) -> [Finding] {
        let names = members.map(\.name)
        let listed = Set(wanted)
        var findings = names.filter { !listed.contains($0) }.map {
            Finding(path: files.path(ofMember: $0), problem: "is not listed in \(files.index)")
        }
        let known = names.filter(listed.contains)
        if Set(known).count < known.count {
            findings.append(Finding(path: files.archive, problem: "has a member twice"))
        } else if known != wanted.filter(Set(names).contains) {
            findings.append(Finding(path: files.archive, problem: "its members are not in the order of their keys"))
        }
        return findings
    }

    private func problems(
        of line: ManifestLine, _ key: VideoKey, in reader: TarReader, _ places: [String: TarReader.Member]
    ) throws -> [Finding] {
        guard let bundle = places[key.bundleMember], let document = places[key.documentMember] else {
            return [Finding(path: line.bundle.path, problem: "it or its document is missing: run again")]
        }
        guard bundle.range.count == line.bundle.bytes, document.range.count == line.document.bytes else {
            return [
                Finding(path: line.bundle.path, problem: "its size or its document's differs from its line: run again")
            ]
        }
        let paths = [(bundle, scratch + "/" + key.bundleMember), (document, scratch + "/" + key.documentMember)]
        defer { for (_, path) in paths { try? FileManager.default.removeItem(atPath: path) } }
        for (member, path) in paths { try reader.extract(member, to: path) }
        var local = line
        local.bundle.path = key.bundleMember
        local.document.path = key.documentMember
        return DatasetVerifier.problems(of: local, in: URL(fileURLWithPath: scratch)).map {
            Finding(path: files.path(ofMember: $0.path), problem: $0.problem)
        }
    }
}
