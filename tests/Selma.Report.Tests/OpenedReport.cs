using Microsoft.Playwright;
using Selma.TestKit.Reports;

namespace Selma.Report.Tests;

/// <summary>A sample report and Debian's Chromium to open it with; tests are skipped where there is no Chromium.</summary>
public sealed class OpenedReport : IAsyncLifetime
{
    /// <summary>The environment variable that names another Chromium.</summary>
    private const string Variable = "SELMA_CHROMIUM";

    /// <summary>A prompt that would show a dialog if any of it came to life.</summary>
    private const string Hostile = "a red <b>ball</b> </h3><script>alert(1)</script><img src='http://127.0.0.1:9/x.png' onerror=alert(2)>";

    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];
    private readonly SampleExperiment _experiment = new(perStyle: 6, hostile: Hostile);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _page;

    private static string? Program => Environment.GetEnvironmentVariable(Variable) ?? Programs
        .SelectMany(_ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), (name, folder) => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>What the page did that it should not have: requests, errors, dialogs.</summary>
    public List<string> Misdeeds { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Program is { } program)
        {
            Assertions.SetDefaultExpectTimeout(60_000); // a busy machine is no fault of the page
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        }
    }

    /// <summary>Opens the report.</summary>
    /// <param name="options">Size, colours, script.</param>
    public async Task<IPage> Open(BrowserNewContextOptions? options = null)
    {
        Assert.SkipUnless(_browser is not null, $"There is no Chromium: apt-get install chromium, or set {Variable} to one.");
        var context = await _browser.NewContextAsync(options ?? new());
        var page = await context.NewPageAsync();
        page.Request += (_, request) => Note(!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal), $"request {request.Url}");
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Dialog += (_, dialog) => Note(true, $"dialog {dialog.Message}");
        _ = await page.GotoAsync(new Uri(_page ??= _experiment.Report()).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _experiment.Dispose();
    }

    private void Note(bool isMisdeed, string what)
    {
        if (isMisdeed)
        {
            lock (Misdeeds)
            {
                Misdeeds.Add(what);
            }
        }
    }
}
