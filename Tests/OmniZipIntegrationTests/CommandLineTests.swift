import OmniZipIngest
import OmniZipTestSupport
import Testing

/// Flags, usage and configuration: what is refused ends with 64 before anything is done, and says why.
@Suite struct CommandLineTests {
    private func run(_ arguments: String...) throws -> ProgramResult {
        try BuiltProgram.run(arguments)
    }

    @Test func everyParameterIsAFlagOfRun() throws {
        let help = try run("run", "--help")
        #expect(help.exitCode == 0)
        for parameter in ConfigurationParameter.all {
            let value = parameter.isSwitch ? " " : " <value>"
            #expect(help.output.contains("  \(parameter.flag)\(value)"), "\(parameter.flag)")
        }
        #expect(!help.output.contains("cpu-features"))
    }

    @Test func parametersOfTheCompressionAreFlagsOfCompress() throws {
        let help = try run("compress", "--help").output
        for key in [
            "rho_audio", "rho_video", "contextual_ratio", "merge_count", "neighbour_count", "rate_min", "rate_max",
            "guidance",
        ] {
            #expect(help.contains(try #require(ConfigurationParameter.named(key)).flag + " <value>"))
        }
    }

    @Test func versionAndHelpAreResults() throws {
        let version = try run("--version")
        #expect(version.exitCode == 0 && version.output == "\(ProgramVersion.current)\n" && version.errors.isEmpty)
        let help = try run("--help")
        #expect(help.exitCode == 0 && help.errors.isEmpty)
        for name in ["run", "preview", "inspect", "verify", "probe", "compress"] {
            #expect(help.output.contains("  \(name) "))
        }
    }

    @Test(arguments: [
        (["run", "a.mp4", "--output", "x", "--rho-audo", "0.1"], "Unknown option '--rho-audo'"),
        (["run", "a.mp4"], "Missing expected argument '--output <dir>'"),
        (["run", "--output", "x"], "nothing is named; give files, folders or --list FILE"),
        (["frobnicate"], "Unexpected argument 'frobnicate'"),
        (["inspect"], "Missing expected argument '<bundle>'"),
        (["run", "a.mp4", "--output", "x", "--progress", "loud"], "The value 'loud' is invalid"),
        (["compress", "a.safetensors", "--output", "x", "--scope", "all"], "The value 'all' is invalid"),
    ])
    func wrongUsage(arguments: [String], message: String) throws {
        let result = try BuiltProgram.run(arguments)
        #expect(result.exitCode == 64)
        #expect(result.errors.contains(message), "\(result)")
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [
        ("--rho-video", "1.5", "rho_video: '1.5' is not allowed: a number from 0.0 to 1.0"),
        ("--rho-audio", "nan", "rho_audio: 'nan' is not allowed: a number from 0.0 to 1.0"),
        ("--rho-video", "0.2", "rho_video: 0.2 is outside [rate_min, rate_max] = [0.35, 0.75]"),
        ("--dimension", "100", "dimension: '100' is not allowed: 128 or 256"),
        ("--sampling", "all", "sampling: 'all' is not allowed: linspace, interval"),
        ("--content", "all", "content: 'all' is not allowed: plan, tokens, inputs"),
        ("--frame-storage", "jpg", "frame_storage: 'jpg' is not allowed: raw, png"),
        ("--profile", "gpt", "profile: 'gpt' is not allowed: qwen2.5-omni, qwen3-omni"),
        ("--cpu-features", "mmx", "cpu-features: 'mmx' is not allowed: none, sse2, avx2, native"),
    ])
    func aValueThatIsNotAllowed(flag: String, value: String, message: String) throws {
        let folder = try TemporaryFolder()
        let result = try run("run", try SampleClips.path("silent.mp4"), "--output", folder.path("out"), flag, value)
        #expect(result.exitCode == 64)
        #expect(result.errors.hasPrefix("omnizip: \(message)"), "\(result)")
        #expect(result.output.isEmpty && folder.files().isEmpty)
    }

    @Test func anUnknownKeyInAPipelineFileIsNamedWithTheAllowedOnes() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("rho_audio: 0.3\nrho_vidoe: 0.6\n", to: "bad.yaml")
        let result = try run(
            "run", try SampleClips.path("silent.mp4"), "--output", folder.path("out"), "--pipeline", file.path)
        #expect(result.exitCode == 64)
        #expect(result.errors.hasPrefix("omnizip: \(file.path): unknown key 'rho_vidoe'; allowed: profile, "))
        for parameter in ConfigurationParameter.all { #expect(result.errors.contains(parameter.key)) }
        #expect(folder.files() == ["bad.yaml"])
    }

    @Test func flagsWinOverThePipelineFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "rho_audio: 0.4\nrho_video: 0.7\ncontent: plan\nmax_frames: 2\nmin_frames: 2\n", to: "p.yaml")
        let run = try Dataset(
            [try SampleClips.path("silent.mp4")], options: ["--pipeline", file.path, "--rho-video", "0.5"],
            into: folder.url("out"))
        #expect(run.result.exitCode == 0, "\(run.result)")
        let bundle = try run.bundle("silent.mp4")
        #expect(bundle.metadata.parameters.rhoAudio == 0.4)
        #expect(bundle.metadata.parameters.rhoVideo == 0.5)
        #expect(bundle.metadata.content == .plan)
        #expect(bundle.keptCount == 72)
    }

    @Test func twoInputsOfOneNameAreBothNamed() throws {
        let folder = try TemporaryFolder()
        for place in ["one/a.mp4", "two/a.mp4"] { try folder.write("x", to: place) }
        let result = try run("run", folder.path("one"), folder.path("two"), "--output", folder.path("out"))
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("a.mp4: two inputs map to this output name: "))
        #expect(result.errors.contains(folder.path("one/a.mp4")) && result.errors.contains(folder.path("two/a.mp4")))
    }

    @Test func anInputThatDoesNotExistIsNamed() throws {
        let folder = try TemporaryFolder()
        let result = try run("run", folder.path("missing.mp4"), "--output", folder.path("out"))
        #expect(result.exitCode == 64)
        #expect(result.errors == "omnizip: \(folder.path("missing.mp4")): no such file or folder; check the name\n")
    }

    @Test(arguments: ["file/out", "/proc/omnizip-out"])
    func anOutputFolderThatCannotBeWritten(place: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "file")
        let output = place.hasPrefix("/") ? place : folder.path(place)
        let result = try run("run", try SampleClips.path("silent.mp4"), "--output", output)
        #expect(result.exitCode == 64)
        #expect(result.errors.hasPrefix("omnizip: \(output): the output folder cannot be written: "), "\(result)")
        #expect(result.errors.contains("choose another folder with --output"))
        #expect(result.output.isEmpty)
    }
}
