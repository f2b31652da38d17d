@echo off
rem Builds what is asked for: see build.cmd --help. The twin of build.sh.
powershell -NoLogo -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\build.ps1" %*
exit /b %ERRORLEVEL%
