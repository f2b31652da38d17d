using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Tests.Artifacts;

public static class StageRecordTests
{
    private const string Sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public static void A_record_says_what_was_made_from_what()
    {
        var record = Make();
        var text = Encoding.UTF8.GetString(record.Bytes);
        Assert.Equal(
            $$"""
            {
              "key": "{{record.Key}}",
              "keyDocument": {
                "config": {
                  "learning_rate": 0.0001
                },
                "inputs": {},
                "models": {},
                "numerics": {},
                "schema": 1,
                "stage": "expert",
                "stageVersion": 1,
                "upstream": {}
              },
              "metrics": {
                "items": 10
              },
              "outputDigest": "{{record.OutputDigest}}",
              "outputs": [
                {
                  "path": "lora.safetensors",
                  "sha256": "{{Sha}}",
                  "size": 3
                }
              ],
              "provenance": {
                "resumedAt": 0,
                "seconds": 12.0
              },
              "schema": 1,
              "signature": null,
              "stage": "expert"
            }

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public static void Reading_gives_what_was_written()
    {
        var record = Make();
        var again = StageRecord.Parse(record.Bytes, out var isNewer)!;
        Assert.False(isNewer);
        Assert.Equal((record.Key, record.OutputDigest), (again.Key, again.OutputDigest));
        Assert.Equal(record.Outputs, again.Outputs);
        Assert.Equal(12.0, again.Seconds);
    }

    [Fact]
    public static void Members_of_others_are_kept()
    {
        var text = Encoding.UTF8.GetString(Make().Bytes).Replace("\"metrics\"", "\"later\": {\"x\": 1},\n\"metrics\"", StringComparison.Ordinal);
        var record = StageRecord.Parse(Encoding.UTF8.GetBytes(text), out _)!;
        Assert.Equal(text, Encoding.UTF8.GetString(record.Bytes));
    }

    [Theory]
    [InlineData("0.0001", "0.0002")] // the key is no longer that of its document
    [InlineData("\"size\": 3", "\"size\": 4")] // the digest is no longer that of the outputs
    [InlineData("lora.safetensors", "../lora.safetensors")]
    [InlineData("\"outputs\"", "\"output\"")]
    [InlineData("\"schema\": 1", "\"schema\": 0")]
    [InlineData("{", "")]
    public static void What_does_not_agree_with_itself_is_no_record(string part, string other)
    {
        var text = Encoding.UTF8.GetString(Make().Bytes).Replace(part, other, StringComparison.Ordinal);
        Assert.Null(StageRecord.Parse(Encoding.UTF8.GetBytes(text), out var isNewer));
        Assert.False(isNewer);
    }

    [Fact]
    public static void Cut_anywhere_it_is_no_record()
    {
        var bytes = Make().Bytes;
        for (var length = 0; length < bytes.Length - 2; length++)
        {
            Assert.Null(StageRecord.Parse(bytes[..length], out _));
        }
    }

    [Fact]
    public static void A_record_of_a_newer_version_is_told_apart()
    {
        Assert.Null(StageRecord.Parse("{\"schema\": 2}"u8.ToArray(), out var isNewer));
        Assert.True(isNewer);
    }

    [Theory]
    [InlineData(0, 10, 12.0)]
    [InlineData(5, 10, 24.0)] // half of it took 12 s
    [InlineData(10, 10, null)] // nothing was left to do
    public static void The_time_of_a_resumed_stage_is_reckoned_up(int resumedAt, int items, double? expected) =>
        Assert.Equal(expected, Make(resumedAt, items).Seconds);

    internal static StageRecord Make(int resumedAt = 0, int items = 10)
    {
        var config = new KeyMap();
        config.Add("learning_rate", 1e-4);
        return StageRecord.Create(
            new KeyDocument { Stage = "expert", StageVersion = 1, Config = config }.Tree(),
            [new("lora.safetensors", Sha, 3)],
            new Dictionary<string, object?> { ["items"] = items },
            new Dictionary<string, object?> { ["seconds"] = 12.0, ["resumedAt"] = resumedAt });
    }
}
