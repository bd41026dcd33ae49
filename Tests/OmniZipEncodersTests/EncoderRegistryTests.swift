import OmniZipEncoders
import Testing

@Suite struct EncoderRegistryTests {
    @Test func everyNameMakesItsEncoder() throws {
        #expect(EncoderRegistry.names == ["weight-free"])
        for name in EncoderRegistry.names {
            #expect(try EncoderRegistry.encoder(named: name, dimension: 256).name == name)
        }
    }

    @Test func unknownNameSaysWhatIsKnown() {
        let error = #expect(throws: EncoderError.self) {
            try EncoderRegistry.encoder(named: "clip", dimension: 256)
        }
        #expect(error?.code == .unknownEncoder)
        #expect(error?.description == "choose encoder: no encoder is named \"clip\" (known encoders: weight-free)")
    }

    @Test func unsupportedWidthSaysWhatIsAllowed() {
        let error = #expect(throws: EncoderError.self) {
            try EncoderRegistry.encoder(named: "weight-free", dimension: 512)
        }
        #expect(error?.code == .unsupportedDimension)
        #expect(error?.description.contains("512") == true)
        #expect(error?.remedy == "allowed: 256, 128")
    }
}
