import OmniZipEncoders
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct PipelineFileTests {
    @Test(arguments: ["qwen2.5-omni.yaml", "qwen3-omni.yaml", "aggressive-35.yaml", "webdataset.yaml"])
    func shippedFilesLoad(name: String) throws {
        let path = PackageRoot.url.appendingPathComponent("pipelines/\(name)").path
        try PipelineFile.load(path: path).configuration.validate()
    }

    @Test func theDefaultFileIsTheDefaultConfiguration() throws {
        try expectDefaults(of: Qwen25OmniProfile(), in: "qwen2.5-omni.yaml")
    }

    @Test func theFileOfAProfileIsItsDefaultConfiguration() throws {
        try expectDefaults(of: Qwen3OmniProfile(), in: "qwen3-omni.yaml")
    }

    private func expectDefaults(of profile: any ModelProfile, in name: String) throws {
        let path = PackageRoot.url.appendingPathComponent("pipelines/\(name)").path
        let loaded = try PipelineFile.load(path: path)
        var expected = IngestConfiguration()
        expected.profile = profile.name
        #expect(loaded.configuration.resolved(for: profile) == expected.resolved(for: profile))
        #expect(loaded.layout == nil)
    }

    @Test func theAggressiveFileRemovesMore() throws {
        let path = PackageRoot.url.appendingPathComponent("pipelines/aggressive-35.yaml").path
        let rates = try PipelineFile.load(path: path).configuration.compression
        #expect(rates.rhoAudio == 0.4)
        #expect(rates.rhoVideo == 0.7)
    }

    @Test func theLayoutIsASettingOfTheRun() throws {
        let path = PackageRoot.url.appendingPathComponent("pipelines/webdataset.yaml").path
        #expect(try PipelineFile.load(path: path).layout == .webdataset)
        #expect(try PipelineFile.parse("layout: tree", path: "p") == Pipeline(layout: .tree))
        #expect(try PipelineFile.parse("fps: 2", path: "p").layout == nil)
        for text in ["layout: zip", "layout: [tree]"] {
            let error = failure(text)
            #expect(error?.code == .invalidValue && error?.subject == "layout")
            #expect(error?.message.contains("tree, webdataset") == true)
        }
    }

    @Test func keysThatAreAbsentKeepTheirValue() throws {
        var base = IngestConfiguration()
        base.fps = 1
        let loaded = try parse("rho_audio: 0.25\nmerge-count: 0 # hyphens are the same\n", onto: base)
        #expect(loaded.compression.rhoAudio == 0.25)
        #expect(loaded.compression.mergeCount == 0)
        #expect(loaded.fps == 1)
    }

    @Test func anEmptyFileChangesNothing() throws {
        #expect(try parse("") == IngestConfiguration())
        #expect(try parse("# nothing\n") == IngestConfiguration())
    }

    @Test func everyKeyCanBeSet() throws {
        let text = ConfigurationParameter.all
            .map { "\($0.key): \($0.value(in: IngestConfiguration()))" }.joined(separator: "\n")
        #expect(try parse(text) == IngestConfiguration())
    }

    @Test func anUnknownKeyIsNamedWithTheAllowedOnes() {
        let error = failure("rho_audoi: 0.3")
        #expect(error?.code == .unknownKey)
        #expect(error?.description.hasPrefix("pipeline.yaml: unknown key 'rho_audoi'; allowed: ") == true)
        for parameter in ConfigurationParameter.all {
            #expect(error?.message.contains(parameter.key) == true)
        }
    }

    @Test(arguments: [
        ("rho_video: 7", "rho_video", "'7' is not allowed: a number from 0.0 to 1.0"),
        ("rho_audio: [0.3]", "rho_audio", "must be a single value: a number from 0.0 to 1.0"),
        ("sampling: {a: b}", "sampling", "must be a single value: linspace, interval"),
        ("fps:", "fps", "'' is not allowed: a number from 0.001 to 240.0"),
    ])
    func valuesThatAreNotAllowed(text: String, key: String, message: String) {
        let error = failure(text)
        #expect(error?.code == .invalidValue)
        #expect(error?.subject == key)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func whatSeveralKeysSayTogetherIsLeftToTheCaller() throws {
        var configuration = try parse("rho_video: 0.2")
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        configuration.compression.rateMinimum = 0.1
        try configuration.validate()
    }

    @Test(arguments: ["- a\n- b", "just text", "{ \"a", "fps: 1\nfps: 2", "\tfps: 1"])
    func whatIsNoMappingOrNoYAML(text: String) {
        let error = failure(text)
        #expect(error?.code == .unreadableFile)
        #expect(error?.subject == "pipeline.yaml")
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: ConfigurationError.self) { try PipelineFile.load(path: "/no/such/file.yaml") }
        #expect(error?.code == .unreadableFile)
        #expect(error?.subject == "/no/such/file.yaml")
    }

    private func parse(
        _ text: String, onto base: IngestConfiguration = IngestConfiguration()
    ) throws -> IngestConfiguration {
        try PipelineFile.parse(text, path: "pipeline.yaml", onto: Pipeline(configuration: base)).configuration
    }

    private func failure(_ text: String) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try parse(text) }
    }
}
